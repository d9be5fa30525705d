"""A plain text capture, repaired → its accounts as articles."""

from __future__ import annotations

import msgspec

from .accounts import accounts_of, lines_of
from .article import Article, read_account
from .mapped import MappedText
from .paragraphs import paragraphs_of


class PlainText(msgspec.Struct, frozen=True):
    """The accounts of one text, and why it may hold more than was found."""

    articles: tuple[Article, ...]
    unsure: str | None


def read_plain_text(whole: MappedText) -> PlainText:
    """The accounts of a repaired text in their order.

    >>> found = read_plain_text(MappedText.whole("Bridge closed\\n\\nBy Mara Olt\\n\\nThe bridge was closed on Monday."))
    >>> found.articles[0].text.text, found.articles[0].authors
    ('Bridge closed\\n\\nThe bridge was closed on Monday.', ['Mara Olt'])
    """
    split = accounts_of(lines_of(paragraphs_of(whole)))
    articles = [read_account(account) for account in split.accounts]
    if len(articles) > 1 and split.accounts[1].clock is not None:
        _share_live_head(articles)
    kept = [article for article in articles if article.text.text]
    if kept and len(kept) < len(articles):
        kept[0].removed[:0] = [one for article in articles if not article.text.text for one in article.removed]
    return PlainText(tuple(kept or articles), split.unsure)


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
