"""Chromium without a window, spoken to through a pipe: pages are opened as files, pressed, and read."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One page of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/. What goes wrong in the
    page is in `complaints`, what it asked for in `requests`."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._profile = tempfile.TemporaryDirectory(prefix="nightjar-browser-", ignore_cleanup_errors=True)
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()

        # The protocol's pipes are 3 and 4 there.
        command = (
            f'exec "$0" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --mute-audio --no-first-run '
            f"--disable-background-networking --autoplay-policy=no-user-gesture-required --remote-debugging-pipe "
            f'--user-data-dir="$1" about:blank 3<&{theirs_in} 4>&{theirs_out}'
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command, chromium(), self._profile.name],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._in, self._out = os.fdopen(ours_in, "rb", 0), os.fdopen(ours_out, "wb", 0)
        self._received = b""
        self._number = 0
        self._session: str | None = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._in.close()
        self._out.close()
        self._profile.cleanup()

    def send(self, method: str, **parameters: object) -> dict:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _receive(self) -> dict:
        while b"\0" not in self._received:
            more = self._in.read(1 << 20)
            if not more:
                raise RuntimeError("Chromium has ended")
            self._received += more
        text, self._received = self._received.split(b"\0", 1)
        message = json.loads(text)
        self._note(message.get("method"), message.get("params", {}))
        return message

    def _note(self, method: str | None, event: dict) -> None:
        if method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(event["exceptionDetails"])[:600])
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning"):
            self.complaints.append(json.dumps(event["args"])[:600])
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.complaints.append(event["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])

    def open(self, page: Path, width: int, height: int = 900, dark: bool = False) -> None:
        """Until the page says that it is drawn."""
        self.send("Page.navigate", url="about:blank")  # so that nothing of an earlier page comes late
        self.send("Log.clear")
        self.complaints.clear()
        self.requests.clear()
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.send("Page.navigate", url=page.absolute().as_uri())
        self.wait("document.getElementById('page')?.dataset.ready")

    def read(self, expression: str) -> object:
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait(self, expression: str, seconds: float = 30) -> object:
        end = time.monotonic() + seconds
        while not (value := self.read(expression)):
            if time.monotonic() > end:
                raise RuntimeError(f"not true in {seconds} s: {expression}; {self.complaints}")
            time.sleep(0.02)
        return value

    def drag(self, from_x: float, to_x: float, y: float) -> None:
        """Where both are the same, a click."""
        mouse = {"button": "left", "clickCount": 1}
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=from_x, y=y)
        self.send("Input.dispatchMouseEvent", type="mousePressed", x=from_x, y=y, **mouse)
        if to_x != from_x:
            for share in (0.5, 1.0):
                self.send(
                    "Input.dispatchMouseEvent",
                    type="mouseMoved",
                    x=from_x + share * (to_x - from_x),
                    y=y,
                    button="left",
                )
        self.send("Input.dispatchMouseEvent", type="mouseReleased", x=to_x, y=y, **mouse)

    def picture(self, whole: bool = False) -> bytes:
        """PNG."""
        import base64

        return base64.b64decode(self.send("Page.captureScreenshot", captureBeyondViewport=whole)["data"])
