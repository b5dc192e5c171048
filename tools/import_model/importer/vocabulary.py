"""The tokeniser of a CTC checkpoint, as Nightjar's vocabulary."""

import dataclasses
from typing import Any

import transformers

from .failure import ImportFailure
from .hugging_face import part_of


@dataclasses.dataclass
class Vocabulary:
    tokens: list[str]  # one for each column of the emissions
    blank: str
    separator: str  # between words; empty: the writing has none
    unwritten: list[str]
    tokenizer: Any

    def decoding(self) -> dict[str, Any]:
        return {
            "type": "ctc",
            "vocabulary": "tokens.json",
            "blank": self.blank,
            "style": "characters",
            "word_separator": self.separator,
            "unwritten": self.unwritten,
            "casing": "lower" if self.tokenizer.do_lower_case else "as_is",
            "emissions": "logits",
        }

    def text(self, ids: Any) -> str:
        """What the tokeniser writes for the likeliest tokens, less what is not written. One space a gap."""
        text = self.tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        for token in self.unwritten:
            text = text.replace(token.lower() if self.tokenizer.do_lower_case else token, "")
        return " ".join(word for word in text.split(" ") if word)


def vocabulary_of(checkpoint: str, columns: int) -> Vocabulary:
    tokenizer = part_of(transformers.AutoTokenizer, checkpoint)
    if not isinstance(tokenizer, transformers.Wav2Vec2CTCTokenizer):
        raise ImportFailure(
            f"{checkpoint} has a {type(tokenizer).__name__}; expected a Wav2Vec2CTCTokenizer, "
            "which writes characters"
        )
    if any(not isinstance(index, int) for index in tokenizer.encoder.values()):
        raise ImportFailure(
            f"the vocabulary of {checkpoint} is of several languages; save it with one target_lang"
        )
    if tokenizer.replace_word_delimiter_char != " ":
        raise ImportFailure(
            f"{checkpoint} writes {tokenizer.replace_word_delimiter_char!r} between words; expected a space"
        )
    known = {index: token for token, index in tokenizer.get_vocab().items()} | tokenizer.decoder
    # Columns without a token are unknown to the tokeniser too, and so not written.
    tokens = [known.get(i) or f"<column {i}>" for i in range(columns)]
    if tokenizer.pad_token not in tokens:
        raise ImportFailure(
            f"CTC's blank is {tokenizer.pad_token!r} in {checkpoint}, which is none of its "
            f"{columns} columns; expected one"
        )
    separator = tokenizer.word_delimiter_token
    special = {*tokenizer.all_special_tokens, *(token for i, token in enumerate(tokens) if i not in known)}
    return Vocabulary(
        tokens=tokens,
        blank=tokenizer.pad_token,
        separator=separator if separator in tokens else "",
        unwritten=[token for token in tokens if token in special - {tokenizer.pad_token, separator}],
        tokenizer=tokenizer,
    )
