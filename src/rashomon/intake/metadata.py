"""What a page declares of itself: JSON-LD (schema.org), Open Graph, meta tags, and the address in its head."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from lxml import etree
from lxml import html as lxml_html

from .bibliography import byline, is_name, is_outlet, title
from .dates import edtf_of
from .vocabulary import folded, vocabulary

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_ARTICLE_TYPES = re.compile(r"(?:article|posting|report|review)$", re.IGNORECASE)
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-]([0-2]\d|3[01])(?:/|-|$)")
_BY_AUTHOR = etree.XPath("//*[@itemprop='author']")
_BY_PUBLISHER = etree.XPath("//*[@itemprop='publisher']")
_NAME_WITHIN = etree.XPath(".//*[@itemprop='name']")
_AUTHOR_LINKS = etree.XPath("//a[@rel='author']")
_READER_LINKS = etree.XPath("//a[@class='domain reader-domain']")
_ARCHIVED = re.compile(r"https?://[^/\s]+/(?:[^/\s]+/)?\d{8,14}[a-z_]{0,4}/(https?://\S+)$", re.IGNORECASE)
"""The address of an archived copy: the archive, the moment, the address of the page."""
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "sailthru.date",
    "parsely-pub-date",
    "article.published",
    "published-date",
    "publication_date",
    "originalpublicationdate",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "citation_publication_date",
    "iso-8601-publish-date",
    "displaydate",
    "dcsext.articlefirstpublished",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dc.date.modified",
    "dcterms.modified",
    "revision_date",
    "article.updated",
    "lastmodified",
    "moddate",
)
_AUTHORS = (
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "rnews:author",
    "article.author",
    "article:author_name",
    "creator",
)
_SITES = ("og:site_name", "application-name", "dc.publisher", "article:publisher_name", "publisher", "cre", "source")


class Declared(msgspec.Struct, frozen=True):
    """One value and the kind of place it stood in: "json-ld", "meta tag", "page title", ..."""

    value: str
    origin: str


class Metadata(msgspec.Struct, frozen=True):
    """What a page says of the article on it."""

    headline: Declared | None = None
    authors: tuple[Declared, ...] = ()
    publisher: Declared | None = None
    published: Declared | None = None
    modified: Declared | None = None
    url: Declared | None = None
    language: Declared | None = None
    genre: str | None = None
    body: str | None = None
    is_free: bool = True
    declares_article: bool = False


def read_metadata(tree: lxml_html.HtmlElement) -> Metadata:
    """The metadata of a parsed page; JSON-LD first, since it is made for the article and not for its card."""
    blocks = list(json_ld(tree))
    article = next((block for block in blocks if _is_article(block)), {})
    metas = _metas(tree)
    url = _url(tree, article, metas)
    if url:
        url = Declared(live_address(url.value), url.origin)
    return Metadata(
        headline=_headline(tree, article, metas),
        authors=_authors(article, metas) or _marked_authors(tree),
        publisher=_publisher(article, metas) or _marked_publisher(tree) or _titled_publisher(tree),
        published=_date(article.get("datePublished"), metas, _PUBLISHED) or _time_tag(tree) or date_in(url),
        modified=_date(article.get("dateModified"), metas, _MODIFIED),
        url=url,
        language=_language(tree, article, metas),
        genre=_genre(article, metas, url),
        body=_text(article.get("articleBody")),
        is_free=str(article.get("isAccessibleForFree", "true")).lower() != "false",
        declares_article=bool(article) or metas.get("og:type", "").lower() in ("article", "news", "newsarticle"),
    )


def json_ld(tree: lxml_html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The blocks of JSON-LD on a page, those within lists and graphs too."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _objects(script.text)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    try:
        pending: list[Any] = [json.loads(text.strip().rstrip(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(500):
        if not pending:
            return
        value = pending.pop(0)
        if isinstance(value, list):
            pending[:0] = value[:100]
        elif isinstance(value, dict):
            yield value
            pending += [
                value[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(value.get(key), dict | list)
            ]


def _is_article(block: dict[str, Any]) -> bool:
    kinds = block.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in names) and bool(
        block.get("headline") or block.get("articleBody") or block.get("datePublished")
    )


def _metas(tree: lxml_html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            if name in ("author", "article:author", "citation_author") and name in found:
                found[name] += f"; {content}"
            found.setdefault(name, content)
    return found


def _text(value: object) -> str | None:
    """One string of whatever a field holds, or None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("@id") or value.get("url"))
    if isinstance(value, list) and value:
        return _text(value[0])
    return None


def _headline(tree: lxml_html.HtmlElement, article: dict[str, Any], metas: dict[str, str]) -> Declared | None:
    """The visible heading where a declared title agrees with it, since it can be mapped; else the declared one."""
    declared = [
        Declared(_plain(text), origin)
        for text, origin in (
            (_text(article.get("headline")), "json-ld"),
            (metas.get("og:title"), "meta tag"),
            (metas.get("twitter:title"), "meta tag"),
            (_first_text(tree, "title"), "page title"),
        )
        if text and _plain(text)
    ]
    for heading in _all_texts(tree, "h1"):
        if any(_agree(heading, one.value) for one in declared) or not declared:
            return Declared(heading, "heading")
    return declared[0] if declared else None


def _agree(a: str, b: str) -> bool:
    left, right = set(folded(a).split()), set(folded(b).split())
    return len(left) >= 2 and len(left & right) * 10 >= 6 * min(len(left), len(right)) and len(left) * 3 >= len(right)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def _all_texts(tree: lxml_html.HtmlElement, tag: str) -> Iterator[str]:
    for number, element in enumerate(tree.iter(tag)):
        text = " ".join("".join(element.itertext()).split())
        if text and len(text) < 400:
            yield text
        if number > 5:
            return


def _first_text(tree: lxml_html.HtmlElement, tag: str) -> str | None:
    return next(_all_texts(tree, tag), None)


def _authors(article: dict[str, Any], metas: dict[str, str]) -> tuple[Declared, ...]:
    value = article.get("author") or article.get("creator")
    names = [_text(one) for one in (value if isinstance(value, list) else [value])]
    found = [Declared(name, "json-ld") for name in people(filter(None, names))]
    for key in () if found else _AUTHORS:
        found = [Declared(name, "meta tag") for name in people([metas[key]])] if key in metas else []
        if found:
            break
    return tuple(found)


def people(values: Iterable[str]) -> list[str]:
    """The people in author fields; addresses, desks and outlets are nobody."""
    people: dict[str, None] = {}
    for value in values:
        if "http" in value or "/" in value or "@" in value:
            continue
        named = byline(value)
        parts = (
            [one.value for one in named.authors] if named else re.split(r"\s*[,;|&]\s*|\s+(?:and|und|et|y|и)\s+", value)
        )
        for part in parts:
            name = _without_agency(_plain(part).strip(" ."))
            if is_name(name) and not is_outlet(name) and folded(name).split(" ")[-1] not in vocabulary().nobody:
                people[name.title() if name.isupper() else name] = None
    return list(people)


def _without_agency(name: str) -> str:
    """A name without the agency's behind it, as wires' pages have it ("MARA OLT Associated Press")."""
    words = name.split(" ")
    for size in (3, 2, 1):
        if len(words) - size >= 2 and folded(" ".join(words[-size:])) in vocabulary().agencies:
            return " ".join(words[:-size])
    return name


def _all(path: etree.XPath, tree: lxml_html.HtmlElement) -> list[lxml_html.HtmlElement]:
    return cast(list[lxml_html.HtmlElement], path(tree))


def _marked_authors(tree: lxml_html.HtmlElement) -> tuple[Declared, ...]:
    """Authors by microdata, or by the link that leads to all of theirs."""
    for box in _all(_BY_AUTHOR, tree):
        inner = next(iter(_all(_NAME_WITHIN, box)), None)
        text = (inner if inner is not None else box).text_content()
        if found := people([" ".join(text.split())]):
            return tuple(Declared(name, "microdata") for name in found)
    found = people(" ".join(link.text_content().split()) for link in _all(_AUTHOR_LINKS, tree))
    return tuple(Declared(name, "author link") for name in found[:4])


def _marked_publisher(tree: lxml_html.HtmlElement) -> Declared | None:
    for box in _all(_BY_PUBLISHER, tree):
        for inner in _all(_NAME_WITHIN, box):
            name = _plain(inner.get("content") or inner.text_content())
            if name:
                return Declared(name, "microdata")
    return None


def _titled_publisher(tree: lxml_html.HtmlElement) -> Declared | None:
    """The outlet behind the headline in the page's title, where the headline stands alone on the page."""
    whole = _first_text(tree, "title")
    headings = frozenset(folded(heading) for heading in _all_texts(tree, "h1"))
    found = title(whole, others=headings).publisher if whole and headings else None
    return Declared(found.value, "page title") if found else None


def _publisher(article: dict[str, Any], metas: dict[str, str]) -> Declared | None:
    name = _text(article.get("publisher")) or _text(article.get("sourceOrganization"))
    if name and not name.startswith(("http", "#", "@", "/")):
        return Declared(_plain(name), "json-ld")
    return next(
        (Declared(_plain(metas[key]), "meta tag") for key in _SITES if metas.get(key, "@")[0] not in "@/"), None
    )


def _date(value: object, metas: dict[str, str], names: tuple[str, ...]) -> Declared | None:
    found = edtf_of(_text(value))
    if found:
        return Declared(found, "json-ld")
    dates = (edtf_of(metas.get(name)) for name in names)
    return next((Declared(date, "meta tag") for date in dates if date), None)


def _time_tag(tree: lxml_html.HtmlElement) -> Declared | None:
    for number, element in enumerate(tree.iter("time")):
        date = edtf_of(element.get("datetime") or "".join(element.itertext()))
        if date and len(date) >= 10:
            return Declared(date, "time tag")
        if number > 10:
            break
    return None


def date_in(url: Declared | None) -> Declared | None:
    """The day that many publishers put into the address: `/2021/05/03/`."""
    found = _DAY_IN_PATH.search(url.value) if url else None
    date = edtf_of("-".join(found.groups())) if found else None
    return Declared(date, "address") if date else None


def live_address(url: str) -> str:
    """The address that an archived copy's own address holds.

    >>> live_address("https://web.example/web/20210510120000/https://www.riverpost.example/a")
    'https://www.riverpost.example/a'
    """
    found = _ARCHIVED.match(url)
    return found[1] if found else url


def _url(tree: lxml_html.HtmlElement, article: dict[str, Any], metas: dict[str, str]) -> Declared | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and (link.get("href") or "").startswith("http"):
            return Declared(link.get("href").strip(), "canonical link")
    if metas.get("og:url", "").startswith("http"):
        return Declared(metas["og:url"], "meta tag")
    url = _text(article.get("url")) or _text(article.get("mainEntityOfPage"))
    if url and url.startswith("http"):
        return Declared(url, "json-ld")
    link = next(iter(_all(_READER_LINKS, tree)), None)
    address = (link.get("href") or "") if link is not None else ""
    return Declared(address, "reader view") if address.startswith("http") else None


def _language(tree: lxml_html.HtmlElement, article: dict[str, Any], metas: dict[str, str]) -> Declared | None:
    for value, origin in (
        (_text(article.get("inLanguage")), "json-ld"),
        (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"), "html tag"),
        (metas.get("og:locale"), "meta tag"),
    ):
        if value and (tag := language_tag(value)):
            return Declared(tag, origin)
    return None


def language_tag(value: str) -> str | None:
    """A language with its region at most, written as BCP 47 has it; null where it is no code.

    >>> language_tag("en_gb"), language_tag("EN"), language_tag("en-Latn-GB"), language_tag("in English")
    ('en-GB', 'en', 'en-GB', None)
    """
    if not _TAG.fullmatch(value.strip()):
        return None
    first, *rest = value.strip().replace("_", "-").split("-")
    region = next((part for part in rest if len(part) == 2 and part.isalpha()), None)
    return f"{first.lower()}-{region.upper()}" if region else first.lower()


def _genre(article: dict[str, Any], metas: dict[str, str], url: Declared | None) -> str | None:
    kinds = (
        " ".join(map(str, article["@type"])) if isinstance(article.get("@type"), list) else str(article.get("@type"))
    )
    named = (_text(article.get("articleSection")), metas.get("article:section"), metas.get("section"))
    folders = urlsplit(url.value).path.split("/")[1:-1] if url else []
    opinion = vocabulary().opinion
    if "Opinion" in kinds or any(folded(name) in opinion for name in (*named, *folders) if name):
        return "opinion"
    return "live blog" if "LiveBlog" in kinds else None
