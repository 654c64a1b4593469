"""Door labels of the demo's cars: pictures with the VIN as bars, to try reading VINs from photos with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import zxingcpp
from django.conf import settings
from PIL import Image

FOLDER = "demo_labels"


def draw(vins: Iterable[str]) -> Path:
    """Draw the label of each car as ``<VIN>.png``, with the “I” of import labels before it; gives their folder."""
    folder = Path(settings.VAR_DIR) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for vin in vins:
        bars = zxingcpp.create_barcode(f"I{vin}", zxingcpp.BarcodeFormat.Code39)
        drawn = zxingcpp.write_barcode_to_image(bars, scale=2, add_hrt=True)
        Image.fromarray(np.array(drawn)).save(folder / f"{vin}.png")
    return folder
