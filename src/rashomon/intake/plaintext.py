"""Paragraphs of a text capture or of a page → the accounts in them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .accounts import accounts_of, lines_of
from .article import Article, Hints, read_account
from .mapped import MappedText
from .paragraphs import MOST, Paragraph, paragraphs_of, rest_of


class Accounts(msgspec.Struct, frozen=True):
    """The accounts of one capture, and why it may hold more than was found."""

    articles: tuple[Article, ...]
    unsure: str | None


def read_plain_text(whole: MappedText) -> Accounts:
    """The accounts of a repaired text in their order.

    >>> text = "Bridge closed\\n\\nBy Mara Olt\\n\\nThe bridge was closed on Monday."
    >>> found = read_plain_text(MappedText.whole(text)).articles[0]
    >>> found.text.text, found.authors
    ('Bridge closed\\n\\nThe bridge was closed on Monday.', ['Mara Olt'])
    """
    if whole.text.count("\n") > MOST:
        article = Article()
        article.body = [whole]
        return Accounts((article,), f"it has more than {MOST:,} lines, which were not looked at one by one")
    return read_paragraphs(paragraphs_of(whole))


def read_paragraphs(paragraphs: Sequence[Paragraph], hints: Hints | None = None) -> Accounts:
    """The accounts of a row of paragraphs; `hints` is what a page declares, and counts where there is one account.

    Paragraphs beyond `MOST` are left out of the items and kept as one removal.
    """
    beyond = rest_of(paragraphs)
    split = accounts_of(lines_of(paragraphs[:MOST]), declared=bool(hints and hints.declared))
    single = len(split.accounts) == 1
    articles = [read_account(account, hints if single else None) for account in split.accounts]
    if not single and split.accounts[1].clock is not None:
        _share_live_head(articles)
    kept = [article for article in articles if article.is_told]
    if kept and len(kept) < len(articles):
        kept[0].removed[:0] = [one for article in articles if not article.is_told for one in article.removed]
    if beyond:
        (kept or articles)[-1].removed.append(beyond)
    return Accounts(tuple(kept or articles), split.unsure)


def _share_live_head(articles: list[Article]) -> None:
    """A live blog's entries take publisher, authors and day from its head."""
    head = articles[0]
    head.genre = "live blog"
    for entry in articles[1:]:
        entry.publisher = entry.publisher or head.publisher
        entry.authors = entry.authors or list(head.authors)
        if entry.clock and entry.published is None and head.published:
            hour, minute = entry.clock
            entry.published = f"{head.published[:10]}T{hour:02d}:{minute:02d}"
        names = {"publisher": entry.publisher, "published": entry.published}
        entry.fields += [field for field in head.fields if names.get(field.name)]
