#!/usr/bin/env python3
"""Makes outline.tsv from countries-110m.json of the npm package world-atlas: once, by hand, not by the build.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && python3 outline.py package/countries-110m.json > outline.tsv

TopoJSON arcs become SVG paths in tenths of a degree: x = 10 * (longitude + 180), y = 10 * (90 - latitude), so the world is
3600 by 1800. Points that leave the line by less than TOLERANCE are dropped (Douglas and Peucker 1973). An arc that one
country has is coast, an arc that two have is a border.
"""
import json
import sys
from collections import Counter

TOLERANCE = 2.0  # tenths of a degree: a third of a pixel where the map is 600 pixels wide


def simplify(points):
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    dx, dy = bx - ax, by - ay
    length = (dx * dx + dy * dy) ** 0.5

    def off(p):
        if length == 0:
            return ((p[0] - ax) ** 2 + (p[1] - ay) ** 2) ** 0.5
        return abs(dx * (p[1] - ay) - dy * (p[0] - ax)) / length

    far = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[far]) <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify(points[: far + 1])[:-1] + simplify(points[far:])


def rings(geometry):
    if geometry["type"] == "Polygon":
        return geometry["arcs"]
    return [ring for polygon in geometry.get("arcs", []) for ring in polygon]


def path(points):
    """Moves to the first point, then goes on in relative steps; equal points are dropped."""
    points = [(round(x), round(y)) for x, y in points]
    out, (x, y) = f"M{points[0][0]} {points[0][1]}", points[0]
    steps = []
    for px, py in points[1:]:
        if (px, py) != (x, y):
            steps.append(f"{px - x}{' ' if py - y >= 0 else ''}{py - y}")
        x, y = px, py
    return out + "l" + " ".join(steps).replace(" -", "-") if steps else ""


def main():
    world = json.load(open(sys.argv[1]))
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((10 * (x * sx + tx + 180), 10 * (90 - (y * sy + ty))))
        arcs.append(points)
    uses = Counter(i if i >= 0 else ~i for g in world["objects"]["countries"]["geometries"] for r in rings(g) for i in r)
    land = []
    for ring in rings(world["objects"]["land"]["geometries"][0]):
        points = []
        for i in ring:
            part = arcs[i] if i >= 0 else arcs[~i][::-1]
            points += part if not points else part[1:]
        middle = len(points) // 2
        points = simplify(points[: middle + 1])[:-1] + simplify(points[middle:])
        if len({(round(x), round(y)) for x, y in points}) > 2:
            # A ring that crosses the edge goes on beyond it, and is drawn again from the other side.
            turned, shift = [points[0]], 0
            for (ax, _), (bx, by) in zip(points, points[1:]):
                shift += 3600 if bx - ax < -1800 and by < 1700 else -3600 if bx - ax > 1800 and by < 1700 else 0
                turned.append((bx + shift, by))
            land.append(path(turned) + "z")
            if min(x for x, _ in turned) < 0:
                land.append(path([(x + 3600, y) for x, y in turned]) + "z")
            if max(x for x, _ in turned) > 3600:
                land.append(path([(x - 3600, y) for x, y in turned]) + "z")
    borders = [path(simplify(arcs[i])) for i in sorted(uses) if uses[i] > 1]
    print("# Outline of the world for the report's map: SVG paths, x = 10 * (longitude + 180), y = 10 * (90 - latitude).")
    print("# Source: Natural Earth 1:110m (public domain) by way of the npm package world-atlas 2.0.2 (ISC), taken 2026-11-23;")
    print("# simplified by outline.py in this folder.")
    print("name\tpath")
    print("land\t" + "".join(land))
    print("borders\t" + "".join(borders))


main()
