"""What a process does without that computes, draws and ends, all within seconds."""

import gc
import os
import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000
_ARTIST, _HELP = "matplotlib.artist", "_update_set_signature_and_docstring"


def prepare() -> None:
    """Leave out what such a process has no use for, before anything is imported.

    It leaves next to no cycles, yet would look for them hundreds of times. Its matrices are small, so that threads of
    OpenBLAS would only be made and waited for. Nobody watches how its models are read, for which pydantic would look
    through all that is installed. And nobody asks it what can be set on each of Matplotlib's artists, which takes half
    the time of importing them to be written out.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if _ARTIST not in sys.modules:
        sys.meta_path.insert(0, _WithoutHelp())


class _WithoutHelp:
    """Find Matplotlib's artists where they are, and import them as they are, but for the help of their `set`."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != _ARTIST:
            return None
        sys.meta_path.remove(self)
        found = find_spec(name)
        if found is not None and found.loader is not None:
            execute = found.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                if hasattr(module.Artist, _HELP):  # a later Matplotlib may have found a faster way
                    setattr(module.Artist, _HELP, classmethod(lambda _: None))

            found.loader.exec_module = exec_module  # type: ignore[method-assign]
        return found
