"""`vedette watch` that often notes how its cameras fare: `python -m benchmarks.live.noting CONFIG`."""

import logging
import os
import sys
from pathlib import Path
from typing import Final

from api.commands.watch import heard
from api.live.service import Service, ServiceSettings

NOTE_S: Final = 1.0


def main() -> None:
    """Watch until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    service = Service(Path(sys.argv[1]), os.environ, ServiceSettings(note_s=NOTE_S))
    with heard() as words:
        service.start()
        try:
            words.get()
        finally:
            service.stop()


if __name__ == "__main__":
    main()
