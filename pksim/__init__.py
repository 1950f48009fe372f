"""pksim: what will be in the blood, when, relative to the moment the light goes out."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
