#!/usr/bin/env python3
"""Makes cases.json and words.arpa: what pyctcdecode, with KenLM, finds in emissions that are made here.

    python3 -m venv v && v/bin/pip install pyctcdecode==0.5.0 kenlm==0.3.0 numpy==1.26.4
    v/bin/python make_golden.py

A text's probability is summed over its prefixes by both; pyctcdecode keeps a prefix's alignments apart by their last
token and so needs a wide beam. It scores an empty word where a text ends in a separator: the emissions leave none.
"""
import importlib.metadata
import itertools
import json
import math
import pathlib
import re

import kenlm
import numpy as np
import pyctcdecode

HERE = pathlib.Path(__file__).resolve().parent
WORDS = ["night", "nights", "jar", "jars", "in", "the", "barn", "a", "train"]
LETTERS = sorted(set("".join(WORDS)))
ALPHA, BETA, UNKNOWN = 0.6, 1.2, -3.0


def write_arpa(path, random):
    """Weights of no meaning; each context is listed, as lmplz would."""
    pairs = [(a, b) for a, b in itertools.product(["<s>"] + WORDS, WORDS + ["</s>"]) if random.random() < 0.4]
    triples = [(a, b, c) for (a, b), (x, c) in itertools.product(pairs, pairs) if b == x and random.random() < 0.4]
    weight = lambda: f"{-random.uniform(0.2, 2):.4f}"
    with open(path, "w", encoding="utf-8") as out:
        unigrams = ["<unk>", "<s>", "</s>"] + WORDS
        out.write(f"\\data\\\nngram 1={len(unigrams)}\nngram 2={len(pairs)}\nngram 3={len(triples)}\n\n\\1-grams:\n")
        for word in unigrams:
            backoff = "0" if word in ("<unk>", "</s>") else weight()
            out.write(f"{-99 if word == '<s>' else weight()}\t{word}\t{backoff}\n")
        out.write("\n\\2-grams:\n")
        for pair in pairs:
            out.write(f"{weight()}\t{' '.join(pair)}" + ("" if pair[1] == "</s>" else f"\t{weight()}") + "\n")
        out.write("\n\\3-grams:\n" + "".join(f"{weight()}\t{' '.join(t)}\n" for t in triples) + "\n\\end\\\n")


def emissions(tokens, spoken, separator, random, noise):
    """Log-probabilities, [frames][tokens], of one frame a token with blanks between equal ones; the last is sure."""
    path = []
    for token in spoken:
        if path and (path[-1] == token or random.random() < 0.3):
            path.append(0)
        path.append(token)
    logits = random.normal(0, noise, (len(path), len(tokens)))
    for frame, token in enumerate(path):
        logits[frame, token] += 5
        if separator is not None and token != separator:
            logits[frame, separator] = -60
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return np.round(logits.astype(np.float32), 4)


def case(name, tokens, style, spoken, random, noise=1.7, model=None, hotwords=(), boost=0.0, known=None):
    separator = tokens.index(" ") if " " in tokens else None
    rows = emissions(tokens, [tokens.index(t) for t in spoken], separator, random, noise)
    decoder = pyctcdecode.build_ctcdecoder(
        ["" if t == "_" else t for t in tokens], kenlm_model_path=model and str(model), unigrams=known,
        alpha=ALPHA, beta=BETA, unk_score_offset=UNKNOWN)
    beams = decoder.decode_beams(rows, beam_width=4000, beam_prune_logp=-60, token_min_logp=-12,
                                 hotwords=list(hotwords), hotword_weight=boost)
    found = [{"text": text, "log_probability": float(acoustic), "log_score": float(both)}
             for text, _, _, acoustic, both in beams[:5]]
    return {"name": name, "tokens": tokens, "style": style, "language_model": model is not None,
            "hotwords": list(hotwords), "boost": boost, "emissions": [[float(f"{v:.4f}") for v in r] for r in rows],
            "n_best": found}


def main():
    random = np.random.default_rng(7)
    arpa = HERE / "words.arpa"
    write_arpa(arpa, random)
    characters = ["_", " "] + LETTERS
    pieces = ["_", "▁night", "▁jar", "s", "▁in", "▁the", "▁bar", "n", "▁a", "▁train", "▁"]
    said = list("the night jar")
    said_pieces = ["▁the", "▁night", "s", "▁in", "▁a", "▁bar", "n"]
    cases = [
        case("characters", characters, "characters", said, random),
        case("hotword", characters, "characters", said, random, hotwords=["jars", "night"], boost=3.5),
        case("language model", characters, "characters", said, random, noise=1.2, model=arpa, known=WORDS),
        case("language model and hotword", characters, "characters", list("in a barn"), random, model=arpa,
             known=WORDS, hotwords=["train"], boost=4.0),
        case("unknown word", characters, "characters", list("a brain"), random, noise=1.2, model=arpa, known=WORDS),
        case("pieces", pieces[:-1], "pieces", said_pieces, random),
        case("pieces and language model", pieces[:-1], "pieces", said_pieces, random, noise=2.2, model=arpa,
             known=WORDS),
    ]
    versions = {n: importlib.metadata.version(n) for n in ("pyctcdecode", "kenlm", "numpy")}
    document = {"versions": versions, "alpha": ALPHA, "beta": BETA, "unknown_log10": UNKNOWN, "cases": cases}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    # One frame a line.
    text = re.sub(r"\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]",
                                lambda m: "[" + " ".join(m.group(1).split()) + "]", text)
    (HERE / "cases.json").write_text(text + "\n", encoding="utf-8")
    for c in cases:
        print(c["name"], [(b["text"], round(b["log_score"], 3)) for b in c["n_best"][:3]])
        assert all(math.isfinite(b["log_score"]) for b in c["n_best"])


if __name__ == "__main__":
    main()
