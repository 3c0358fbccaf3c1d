#!/usr/bin/env python3
"""Writes input/formats/: invented articles, one or two in every format that copydesk reads.

    python3 tests/make_formats.py [FOLDER]       needs pyarrow (the venv of `make test` has it)

The articles are written for copydesk and under its licence. Same articles, same bytes: no clock, no
random numbers; archives carry fixed times.
"""
import bz2, gzip, io, json, lzma, sys, tarfile, zipfile
from html import escape
from pathlib import Path

OUTLET = "The Estuary Post"
ARTICLES = [
    dict(id="ep-ferry", day="2024-03-04", time="09:30:00+00:00", byline="Nell Harker", section="Transport",
         title="Ferry to Holm Island stops for a month",
         text=["The ferry between Whitstable and Holm Island will not sail until 8 April, its operator said on Monday.",
               "Divers found cracks in the hull of the Maid of Kent last Friday. “We will not put passengers on a boat we would not board ourselves,” said Rhona Gale, who runs Estuary Crossings.",
               "Islanders must use the tidal road. Councillor Pim Asker said deliveries of medicine would go by air."]),
    dict(id="ep-library", day="2024-03-06", time=None, byline="Tobias Wren", section="Culture",
         title="Library opens its flood-damaged stacks",
         text=["Readers returned to the stacks of Faversham’s library on Wednesday, five months after water filled its basement.",
               "“Some of these maps were hanging on washing lines,” the librarian, Imelda Frost, told the Estuary Post.",
               "The British Library lent drying rooms in Boston Spa. About 300 volumes could not be saved."]),
    dict(id="ep-kiln", day="2024-03-08", time="17:05:00+00:00", byline="Nell Harker", section="Business",
         title="Kiln Street Pottery doubles its workforce",
         text=["Kiln Street Pottery will hire 40 people in Stoke-on-Trent by June, the firm said in a statement on Friday.",
               "Chief executive Hugo Vance said: “Orders from Japan have trebled since last spring.”",
               "The GMB union welcomed the jobs but asked for permanent contracts."]),
    dict(id="ep-bridge", day="2024-03-11", time=None, byline="Asif Marlow", section="Transport",
         title="Swing bridge stuck for nine hours",
         text=["A swing bridge in Hull stayed open for nine hours on Sunday after a gear sheared, stranding a wedding party.",
               "“The bride walked across the lock gates in her boots,” said the best man, Carl Dunning.",
               "Hull City Council said that the gear dated from 1961 and would be replaced in the autumn."]),
    dict(id="ep-orchard", day="2024-03-12", time="08:00:00+00:00", byline="Tobias Wren", section="Environment",
         title="Cherry growers fear an early frost",
         text=["Cherry trees in Kent have blossomed two weeks early, and growers fear frost before Easter.",
               "Marta Lindqvist, who farms near Sittingbourne, said she had bought 900 candles. “One cold night is the whole year,” she said.",
               "The Met Office expects temperatures below zero on Thursday night."]),
    dict(id="ep-choir", day="2024-03-13", time=None, byline="Nell Harker", section="Culture",
         title="Dockers’ choir sings in Rotterdam",
         text=["Forty retired dockers from Tilbury sang in Rotterdam on Tuesday, on the quay where their fathers unloaded timber.",
               "“Nobody told us to stop, so we did the shanties twice,” said the conductor, Beryl Okonjo.",
               "The city’s mayor joined in the last verse. A return visit is planned for 4 May 2025."]),
    dict(id="ep-tide", day="2024-03-14", time="06:45:00+00:00", byline="Asif Marlow", section="Energy",
         title="Tidal turbine feeds first power to Orkney",
         text=["A turbine on the seabed off Orkney fed power to the grid for the first time on Thursday.",
               "Northern Isles Power said that the machine, built in Dundee, would supply 2,000 homes. “It is the first sunrise of the moon age,” its founder, Struan Bell, said.",
               "Scottish ministers lent the company 11 million pounds in 2021."]),
    dict(id="ep-school", day="2024-03-15", time=None, byline="Tobias Wren", section="Education",
         title="Village school votes for a four-day week",
         text=["Parents in Tenterden voted by 61 to 14 on Thursday to close the village school on Fridays from September.",
               "Head teacher Colm Reddy said that heating alone cost £900 a week. “We are choosing teachers over radiators,” he said.",
               "Kent County Council must still agree."]),
    dict(id="ep-harbour", day="2024-03-18", time="12:00:00+00:00", byline="Nell Harker", section="Transport",
         title="Harbour master of Ramsgate steps down",
         text=["Ramsgate’s harbour master, Greta Hollis, resigned on Monday after a dispute over dredging.",
               "In a letter to Thanet District Council she wrote that “silt does not wait for committees”.",
               "Her deputy, Owen Sparks, will act until June."]),
    dict(id="ep-museum", day="2024-03-19", time=None, byline="Asif Marlow", section="Culture",
         title="Museum returns a drum to Ghana",
         text=["A museum in Chatham handed a nineteenth-century drum to a delegation from Ghana on Tuesday.",
               "“It has been silent for 150 years,” said the delegation’s leader, Nana Efua Mensah.",
               "The drum will go on show in Kumasi before the end of 2024."]),
    dict(id="ep-rail", day="2024-03-20", time="15:20:00+00:00", byline="Tobias Wren", section="Transport",
         title="Train drivers call off Easter strike",
         text=["Train drivers of Southeastern will work over Easter after their union, Aslef, accepted an offer on Wednesday.",
               "“Members get Sunday pay, passengers get Sunday trains,” said the union’s organiser, Dee Lomax.",
               "The strike had been called for 29 March."]),
    dict(id="ep-oyster", day="2024-03-21", time=None, byline="Nell Harker", section="Business",
         title="Oyster beds close after sewage spill",
         text=["Oyster beds off Whitstable were closed on Thursday after a pumping station in Swalecliffe failed.",
               "The Food Standards Agency said that nobody had fallen ill. “We lose 8,000 pounds a day,” said Jacob Whelk, whose family has fished there since 1793.",
               "Southern Water apologised."]),
    dict(id="ep-lighthouse", day="2024-03-22", time="10:10:00+00:00", byline="Asif Marlow", section="Property",
         title="Lighthouse sold for a pound",
         text=["The lighthouse at Dungeness was sold on Friday for one pound, to a trust that must repair its lantern.",
               "Trinity House had asked for bids in January. “We were the only people who brought a ladder,” said Fern Abara of the trust.",
               "Visitors may climb it again in the summer of 2026."]),
    dict(id="ep-bees", day="2024-03-25", time=None, byline="Tobias Wren", section="Environment",
         title="Bees move into the cathedral roof",
         text=["Builders repairing the roof of Rochester Cathedral found 60,000 bees in it on Monday.",
               "The dean, Philippa Oduya, said that the choir had wondered about the hum. “We thought it was the organ,” she said.",
               "The swarm was taken to a garden in Strood."]),
    dict(id="ep-market", day="2024-03-26", time="07:00:00+00:00", byline="Nell Harker", section="Business",
         title="Fish market may move to Folkestone",
         text=["Traders at Billingsgate have looked at a site in Folkestone, two of them said on Tuesday.",
               "“The lorries come from there anyway,” said Ron Petty, who sells eels.",
               "The City of London Corporation said that no decision had been made."]),
    dict(id="ep-ice", day="2024-03-27", time=None, byline="Asif Marlow", section="Science",
         title="Ice core shows dust of 1816",
         text=["Scientists in Cambridge have found ash of the eruption of Tambora in a new ice core from Greenland.",
               "“You can see the year without a summer as a grey line,” said Dr Yuki Tanabe of the British Antarctic Survey on Wednesday.",
               "The core reaches back to about 1500."]),
    dict(id="ep-swimmer", day="2024-03-28", time="19:40:00+00:00", byline="Tobias Wren", section="Sport",
         title="Swimmer crosses the Channel in a gale",
         text=["Lotte Brandsma of Utrecht swam from Dover to Calais in 11 hours and 4 minutes on Wednesday, in winds of force six.",
               "“I stopped looking at France, it never came nearer,” she said on the beach.",
               "The Channel Swimming Association has yet to ratify the time."]),
    dict(id="ep-mill", day="2024-04-02", time=None, byline="Nell Harker", section="Culture",
         title="Windmill grinds again after 90 years",
         text=["The windmill at Sarre ground flour on Easter Monday for the first time since 1934.",
               "Miller Josie Tapper said that the stones had come from Derbyshire. “They sing when they are happy,” she said.",
               "The first sack went to a bakery in Margate."]),
    dict(id="ep-kites", day="2024-04-03", time="11:20:00+00:00", byline="Asif Marlow", section="Sport",
         title="Kite festival grounded by calm",
         text=["Not one kite left the beach at Leysdown on Wednesday, the first windless day of its festival in 22 years.",
               "“We flew drones and felt ashamed,” said Petra Oakes of the Kent Kite Society.",
               "The festival will be held again on 20 April, said Swale Borough Council."]),
    dict(id="ep-telescope", day="2024-04-04", time="18:00:00+00:00", byline="Tobias Wren", section="Science",
         title="Schoolboy finds a comet from Herne Bay",
         text=["A boy of 14 found a comet with a telescope built from a drainpipe in Herne Bay, the Royal Astronomical Society said on Thursday.",
               "Idris Vaughan saw it twice, on 28 March and on Monday. “I thought it was dirt on the mirror,” he said.",
               "The comet will be seen best from New Zealand in June."]),
]
BY_ID = {a["id"]: a for a in ARTICLES}


def article(name):
    a = BY_ID["ep-" + name]
    when = a["day"] + ("T" + a["time"] if a["time"] else "")
    return dict(a, when=when, body="\n\n".join(a["text"]), url=f"https://estuarypost.example/{a['day'].replace('-', '/')}/{name}")


def html(a):
    ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": a["title"], "datePublished": a["when"],
          "author": [{"@type": "Person", "name": a["byline"]}], "publisher": {"@type": "Organization", "name": OUTLET},
          "articleSection": a["section"], "inLanguage": "en-GB"}
    paragraphs = "\n".join(f"      <p>{escape(p, quote=False)}</p>" for p in a["text"])
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
  <meta charset="utf-8">
  <title>{escape(a['title'])} | {OUTLET}</title>
  <meta property="og:site_name" content="{OUTLET}">
  <link rel="canonical" href="{a['url']}">
  <script type="application/ld+json">{json.dumps(ld)}</script>
  <script>window.track = "Leeds, Bristol, Cardiff";</script>
</head>
<body>
  <nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather in Penzance</a></nav>
  <main>
    <article>
      <h1>{escape(a['title'])}</h1>
{paragraphs}
      <figure><img src="a.jpg" alt=""><figcaption>A view of the estuary at low tide</figcaption></figure>
    </article>
  </main>
  <footer>Copyright {OUTLET}. Follow us from Truro to Wick.</footer>
</body>
</html>
"""


def rss(a):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{OUTLET}</title><link>https://estuarypost.example/</link><language>en-gb</language>
<item>
<title>{escape(a['title'])}</title><link>{a['url']}</link><guid isPermaLink="false">{a['id']}</guid>
<dc:creator>{a['byline']}</dc:creator><category>{a['section']}</category>
<pubDate>Mon, 18 Mar 2024 12:00:00 GMT</pubDate>
<description>{escape(a['text'][0])}</description>
<content:encoded><![CDATA[{''.join(f'<p>{p}</p>' for p in a['text'])}]]></content:encoded>
</item>
</channel>
</rss>
"""


def atom(a):
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>{OUTLET}</title><id>tag:estuarypost.example,2024:feed</id>
<entry>
<title>{escape(a['title'])}</title><id>{a['id']}</id><link rel="alternate" href="{a['url']}"/>
<author><name>{a['byline']}</name></author><category term="{a['section']}"/>
<published>{a['day']}T09:00:00Z</published>
<content type="html">{escape(''.join(f'<p>{p}</p>' for p in a['text']))}</content>
</entry>
</feed>
"""


def nitf_element(a):
    paragraphs = "".join(f"<p>{escape(p)}</p>" for p in a["text"])
    day = a["day"].replace("-", "")
    return f"""<nitf><head><title>{escape(a['title'])}</title>
<docdata><doc-id id-string="{a['id']}"/><date.issue norm="{day}T080000Z"/></docdata>
<pubdata name="{OUTLET}" position.section="{a['section']}" ex-ref="{a['url']}"/></head>
<body xml:lang="en"><body.head><hedline><hl1>{escape(a['title'])}</hl1></hedline><byline>By {a['byline']}</byline>
<dateline><location>ROCHESTER</location></dateline></body.head>
<body.content>{paragraphs}
<media media-type="image"><media-caption>A view of the estuary at low tide</media-caption></media></body.content></body></nitf>"""


def nitf(a):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">\n{nitf_element(a)}\n'


def newsml(items):
    def item(a, content):
        return f"""<newsItem guid="{a['id']}" version="1" xml:lang="en">
<itemMeta><itemClass qcode="ninat:text"/><provider><name>{OUTLET}</name></provider>
<versionCreated>{a['day']}T07:00:00Z</versionCreated><link href="{a['url']}"/></itemMeta>
<contentMeta><headline>{escape(a['title'])}</headline><by>{a['byline']}</by><language tag="en"/></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
    inside = "".join([
        item(items[0], f'<inlineXML contenttype="application/nitf+xml">{nitf_element(items[0])}</inlineXML>'),
        item(items[1], f'<inlineData contenttype="text/plain">{escape(items[1]["body"])}</inlineData>')])
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/>'
            f"<itemSet>{inside}</itemSet></newsMessage>\n")


def ninjs(a):
    return json.dumps({"uri": a["id"], "type": "text", "language": "en", "headline": a["title"], "byline": a["byline"],
                       "versioncreated": a["when"] if "T" in a["when"] else a["day"] + "T09:00:00Z", "provider": OUTLET,
                       "subject": [{"name": a["section"]}], "body_html": "".join(f"<p>{escape(p, quote=False)}</p>" for p in a["text"])},
                      ensure_ascii=False, indent=1) + "\n"


def guardian_like(items):
    results = [{"id": a["id"], "type": "article", "sectionName": a["section"], "webPublicationDate": a["when"],
                "webTitle": a["title"], "webUrl": a["url"], "fields": {"byline": a["byline"], "publication": OUTLET,
                "bodyText": a["body"]}} for a in items]
    return json.dumps({"response": {"status": "ok", "total": len(results), "results": results}}, ensure_ascii=False, indent=1) + "\n"


def table(items, delimiter):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in '"\n' + delimiter) else text
    rows = [["article_id", "headline", "date", "author", "publisher", "body"]]
    rows += [[a["id"], a["title"], a["when"], a["byline"], OUTLET, a["body"]] for a in items]
    return "".join(delimiter.join(map(cell, row)) + "\n" for row in rows)


def markdown(a):
    body = "\n\n".join(a["text"][:1] + ["## What was lost"] + [f"> {a['text'][1]}"] + a["text"][2:])
    return f"""---
title: "{a['title']}"
date: {a['day']}
author: {a['byline']}
publisher: {OUTLET}
url: {a['url']}
tags: [books, floods]
---

# {a['title']}

{body}
"""


def warc_record(kind, url, content_type, body, number):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
            f"WARC-Date: 2024-04-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode()
    return head + body + b"\r\n\r\n"


def response(a, number, chunked=False):
    page = html(a).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    if chunked:
        half = len(page) // 2
        page = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (page[:half], page[half:])) + b"0\r\n\r\n"
        head += "Transfer-Encoding: chunked\r\n"
    return warc_record("response", a["url"], "application/http; msgtype=response", head.encode() + b"\r\n" + page, number)


def zst(content):
    import pyarrow
    return pyarrow.Codec("zstd", compression_level=19).compress(content, asbytes=True)


def tar_gz(files):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, text in files:
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return gzip.compress(raw.getvalue(), mtime=0)


def zipped(files):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def parquet(items):
    import pyarrow as pa
    import pyarrow.parquet as pq
    rows = pa.table({"article_id": [a["id"] for a in items], "headline": [a["title"] for a in items],
                     "embedding": [[0.1] * 8 for _ in items], "published_date": pa.array([a["day"] for a in items]).cast(pa.date32()),
                     "author": [a["byline"] for a in items], "outlet": [OUTLET for _ in items], "body": [a["body"] for a in items]})
    out = io.BytesIO()
    pq.write_table(rows, out, compression="zstd", row_group_size=1)
    return out.getvalue()


def plain(a):
    return f"{a['title']}\n\nBy {a['byline']}\n\n{a['body']}\n"


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "input" / "formats")
    folder.mkdir(parents=True, exist_ok=True)
    many = [article(n) for n in ("harbour", "museum")]
    files = {
        "page.html": html(article("ferry")),
        "front-matter.md": markdown(article("library")),
        "table.csv": table([article("kiln"), article("bridge")], ","),
        "table.tsv": table([article("orchard")], "\t"),
        "feed.rss": rss(many[0]),
        "feed.atom": atom(many[1]),
        "story.nitf.xml": nitf(article("bees")),
        "message.newsml.xml": newsml([article("tide"), article("school")]),
        "story.ninjs.json": ninjs(article("choir")),
        "api-dump.json": guardian_like([article("rail"), article("oyster")]),
        "columns.parquet": parquet([article("market"), article("ice")]),
        "crawl.warc.gz": b"".join(gzip.compress(r, mtime=0) for r in [
            warc_record("warcinfo", "", "application/warc-fields", b"software: none\r\n", 1),
            response(article("lighthouse"), 2, chunked=True),
            warc_record("response", "https://estuarypost.example/gone", "application/http; msgtype=response",
                        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>", 3)]),
        "crawl.warc": response(article("kites"), 4),
        "crawl.warc.zst": zst(response(article("telescope"), 5)),
        "bundle.zip": zipped([("2024/2024-03-28-swimmer.txt", plain(article("swimmer")))]),
        "bundle.tar.gz": tar_gz([("2024/2024-04-02-mill.txt", plain(article("mill")))]),
        "2024-03-05-note.txt.bz2": bz2.compress(b"Tides\n\nThe tide table for April is out, the harbour office in Whitstable said on Tuesday. It can be had for two pounds at the pier.\n"),
        "2024-03-07-note.txt.xz": lzma.compress(b"Road\n\nThe tidal road to Holm Island closes at 6pm on Friday, Kent County Council said on Thursday. Drivers were told to carry a lamp.\n"),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    print(f"{len(files)} files in {folder}")


if __name__ == "__main__":
    main()
