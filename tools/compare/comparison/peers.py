"""Those that Nightjar is compared with, each with a method that runs requests."""

import queue
import resource
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import openvino

Inputs = list[np.ndarray]


@dataclass(frozen=True)
class Round:
    requests_per_s: float
    cpu_ms: float  # of a request, over all threads
    alone_ms: float  # the median of a request with nothing else under way


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(alone: Callable[[int], None], together: Callable[[int], None], requests: int) -> Round:
    """As nightjar_side does it: a tenth of them one by one, then all as fast as they go."""
    times_ms = []
    for i in range(1 + requests // 10):
        begin = time.perf_counter()
        alone(i)
        times_ms.append((time.perf_counter() - begin) * 1e3)
    used, begin = cpu_seconds(), time.perf_counter()
    together(requests)
    wall, used = time.perf_counter() - begin, cpu_seconds() - used
    return Round(requests / wall, used / requests * 1e3, statistics.median(times_ms))


class OpenVino:
    """AsyncInferQueue, a stream a request."""

    name = "OpenVINO"

    def __init__(self, folder: Path, inputs: Inputs, jobs: int, precision: str):
        core = openvino.Core()
        # Pinned: of itself OpenVINO computes float32 networks in bf16 where the processor has it.
        settings = {"INFERENCE_PRECISION_HINT": precision, "NUM_STREAMS": jobs, "INFERENCE_NUM_THREADS": jobs}
        model = core.compile_model(core.read_model(folder / "network.onnx"), "CPU", settings)
        self._queue = openvino.AsyncInferQueue(model, jobs)
        self._queue.set_callback(lambda request, userdata: None)
        self._inputs = inputs

    def outputs(self) -> np.ndarray:
        request = self._queue[0]
        return np.stack([np.array(request.infer([each])[0]) for each in self._inputs])

    def round(self, requests: int) -> Round:
        return measured(self._alone, self._together, requests)

    def _alone(self, i: int) -> None:
        self._queue.start_async([self._inputs[i % len(self._inputs)]], i)
        self._queue.wait_all()

    def _together(self, requests: int) -> None:
        for i in range(requests):
            self._queue.start_async([self._inputs[i % len(self._inputs)]], i)
        self._queue.wait_all()

    def close(self) -> None:
        del self._queue


class OnnxRuntime:
    """It has no queue: as many threads as requests, each of which runs one with a single thread."""

    name = "ONNX Runtime"

    def __init__(self, folder: Path, inputs: Inputs, jobs: int, precision: str):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            folder / "network.onnx", options, providers=["CPUExecutionProvider"]
        )
        self._inputs, self._jobs = inputs, jobs

    def outputs(self) -> np.ndarray:
        return np.stack([self._run(i) for i in range(len(self._inputs))])

    def round(self, requests: int) -> Round:
        return measured(self._run, self._together, requests)

    def _run(self, i: int) -> np.ndarray:
        return self._session.run(None, {"input": self._inputs[i % len(self._inputs)]})[0]

    def _together(self, requests: int) -> None:
        todo: queue.SimpleQueue[int] = queue.SimpleQueue()
        for i in range(requests):
            todo.put(i)
        threads = [threading.Thread(target=self._work, args=(todo,)) for _ in range(self._jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self, todo: "queue.SimpleQueue[int]") -> None:
        try:
            while True:
                self._run(todo.get_nowait())
        except queue.Empty:
            return

    def close(self) -> None:
        del self._session
