"""A page parsed once, for everything that looks at it: what it declares, what it shows, and the extraction library.

The parse is the library's own (its repairs, its parser's options), but every element is of one class that lxml sets in
C; choosing a class for each element in Python takes longer than most of what is done with them.
"""

from __future__ import annotations

import re

import msgspec
from lxml import etree
from lxml import html as lxml_html

from .vocabulary import straight

MOST_PARSED = 20_000_000
"""Characters beyond which a page is read by its tags alone, since a parsed tree takes many times its text."""
MOST_TAGS = 50_000
"""Tags beyond which it is, too: extraction takes up to 0.1 ms for each, and pages of news have a few thousand."""
_TOO_DEEP = etree.XPath(f"boolean({'/*' * 200})")
"""Whether boxes are nested so deep that the parser dropped some: it does below 255, and says nothing."""
PARSE_FAILURES = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
    OSError,
)
"""What lxml and the extraction library raise for pages that they cannot make sense of."""


def _parser() -> etree.HTMLParser:
    parser = etree.HTMLParser(  # type: ignore[call-arg] # the stubs lack `default_doctype`
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=lxml_html.HtmlElement, comment=lxml_html.HtmlComment, entity=lxml_html.HtmlEntity
        )
    )
    return parser


_PARSER = _parser()


def parsed(page: str, data: bytes | None = None) -> lxml_html.HtmlElement | None:
    """The page's tree; None where it is too large, too deep or no page at all. `data` is the page in UTF-8."""
    if len(page) > MOST_PARSED or page.count("<") > MOST_TAGS:
        return None
    try:
        tree = tree_of(page, data)
        return None if tree is None or _TOO_DEEP(tree) else tree
    except PARSE_FAILURES:
        return None


_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))
"""Bytes that XML forbids: older parsers stop at some of them or let them through."""
_DROPS_CONTROLS = etree.LIBXML_VERSION >= (2, 14)
_FORM_FEED = bytes.maketrans(b"\x0c", b" ")
_DOCTYPE = re.compile(rb"\A\s*<!doctype[^<>]*>", re.IGNORECASE)
"""Some old document types make libxml2 drop the head (https://bugs.launchpad.net/lxml/+bug/1955915)."""
_CLOSED_ROOT = re.compile(rb"(<html[^<>]*?)\s*/>", re.IGNORECASE)


def tree_of(page: str, data: bytes | None = None) -> lxml_html.HtmlElement | None:
    """The tree of a page, without a look at its size; None for what is no whole page."""
    data = page.encode("utf-8", "replace") if data is None else data
    if not _DROPS_CONTROLS or b"\x00" in data:
        data = data.translate(_FORM_FEED, _CONTROLS)
    doctype = _DOCTYPE.match(data)
    if doctype:
        data = data[doctype.end() :]
    if b"/>" in data[:4096]:
        data = _CLOSED_ROOT.sub(rb"\1>", data[:4096], count=1) + data[4096:]
    tree = lxml_html.fromstring(data, parser=_PARSER)
    return None if len(tree) < (1 if "html" in page[:50].lower() else 2) else tree


_BOXES = (
    *("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "dd", "dt", "ul", "ol", "table"),
    *("blockquote", "section", "article", "header", "footer", "nav", "aside", "main", "form", "figure", "summary"),
    *("figcaption", "button", "label", "option", "details"),
)
"""Elements at which a line that the page shows begins or ends."""
_BOX, _LINK, _LINK_END = "\ufdd0", "\ufdd1", "\ufdd2"
"""Marks in the shown text: code points that no text holds (Unicode calls them noncharacters)."""
_SHOWN = etree.XSLT(
    etree.XML(f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text" encoding="utf-8"/>
<xsl:template match="head|script|style|svg|noscript[ancestor::head]|template"/>
<xsl:template match="{"|".join(_BOXES)}">{_BOX}<xsl:apply-templates/>{_BOX}</xsl:template>
<xsl:template match="a[@href][not(starts-with(@href,'#'))]">{_LINK}<xsl:apply-templates/>{_LINK_END}</xsl:template>
</xsl:stylesheet>""")
)
"""The page's text with a mark at each border of a box and around each link that leads elsewhere, in one pass of C.

A link within the page is none: a table of contents repeats the headings of the account.
"""
_LINKED = re.compile(f"{_LINK}([^{_LINK_END}]{{5,400}}){_LINK_END}")
_NO_MARKS = dict.fromkeys(map(ord, (_BOX, _LINK, _LINK_END)), " ")


class Shown(msgspec.Struct, frozen=True):
    """What a page shows: its lines from box to box in order, and its links of three words or more, folded."""

    lines: tuple[str, ...]
    links: frozenset[str]


def shown(tree: lxml_html.HtmlElement) -> Shown:
    """The lines and links of a page, scripts and styles left out.

    >>> page = tree_of("<html><body><p>Shut <a href='/b'>since last Monday</a></p><nav>News</nav></body></html>")
    >>> shown(page).lines, sorted(shown(page).links)
    (('Shut since last Monday', 'News'), ['since last monday'])
    """
    try:
        marked = str(_SHOWN(tree))
    except etree.LxmlError:
        marked = str(tree.text_content()).translate(_NO_MARKS)
    linked = {text for text in _LINKED.findall(marked) if text.count(" ") > 1}
    links = frozenset(" ".join(straight(text.replace(_BOX, "")).lower().split()) for text in linked)
    lines = marked.replace(_LINK, "").replace(_LINK_END, "").split(_BOX)
    return Shown(tuple(plain for line in lines if (plain := " ".join(line.split()))), links)
