"""Draws the HTML part of mails as a browser shows it: 360 and 800 points wide, light and dark.

    python3 tests/golden/mail/draw_mails.py FOLDER [MAIL…]

leaves FOLDER/NAME-WIDTH-light.png and …-dark.png for each file, or for every golden mail. They are for eyes; no test
compares them.
"""

import email
import email.policy
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
WIDTHS = (360, 800)
HEIGHTS = {360: 1000, 800: 760}
SCHEMES = {"dark": 0, "light": 1}
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars")


def html_part(path):
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return mail.get_body(("html",)).get_content()


def draw(page, picture, width, scheme, profile):
    subprocess.run(
        ["chromium", *QUIET, f"--user-data-dir={profile}", f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
         f"--window-size={width},{HEIGHTS[width]}", f"--screenshot={picture}", page.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


def main(folder, *mails):
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, mails or sorted(HERE.glob("*.eml"))):
        with tempfile.TemporaryDirectory() as scratch:
            page = pathlib.Path(scratch) / "page.html"
            page.write_text(html_part(path), encoding="utf-8")
            for width in WIDTHS:
                for scheme in SCHEMES:
                    draw(page, folder / f"{path.stem}-{width}-{scheme}.png", width, scheme, f"{scratch}/profile")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
