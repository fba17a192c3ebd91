"""Draw docs/graph.png: the graph of the sample reports as `kg view` shows it, an entity chosen.

kg build && kg view --place 泉山区 --language zh --output graph.html
python -m benchmarks.picture graph.html docs/graph.png

Needs Chromium with a Chinese font, and the extra `browser`.
"""

import io
import shutil
from pathlib import Path
from typing import Annotated

import typer


def main(
    page: Annotated[Path, typer.Argument(help="The page.")],
    picture: Annotated[Path, typer.Argument(help="The PNG file.")],
    chosen: Annotated[
        str, typer.Option(help="The entity whose sentences are shown.")
    ] = "江苏淮海科技城",
) -> None:
    """Take a picture of the page, in 256 colours: so it stays small."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1440, "height": 810}, reduced_motion="reduce")
        opened.goto(page.resolve().as_uri())
        opened.fill("#search", chosen)
        opened.press("#search", "Enter")
        opened.click("#fit")
        opened.wait_for_timeout(1000)
        taken = Image.open(io.BytesIO(opened.screenshot()))
        browser.close()
    few = taken.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    typer.run(main)
