r"""The unit macros of siunitx as symbols: ``\kilo\watt\hour`` is "kW·h", ``\meter\per\second\squared`` is "m/s^2".

Invariant: a table; a macro that it lacks keeps its name.
"""

import re

_PREFIXES = {
    "femto": "f",
    "pico": "p",
    "nano": "n",
    "micro": "µ",
    "milli": "m",
    "centi": "c",
    "deci": "d",
    "hecto": "h",
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
}
_UNITS = {
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "meter": "m",
    "metre": "m",
    "gram": "g",
    "kilogram": "kg",
    "tonne": "tonnes",
    "ampere": "A",
    "kelvin": "K",
    "mole": "mol",
    "newton": "N",
    "joule": "J",
    "watt": "W",
    "pascal": "Pa",
    "bar": "bar",
    "volt": "V",
    "coulomb": "C",
    "farad": "F",
    "ohm": "Ω",
    "tesla": "T",
    "hertz": "Hz",
    "liter": "L",
    "litre": "L",
    "electronvolt": "eV",
    "byte": "B",
    "bit": "bit",
    "radian": "rad",
    "degree": "°",
    "celsius": "°C",
    "degreeCelsius": "°C",
    "percent": "%",
    "angstrom": "Å",
    "decibel": "dB",
    # the package's own short forms
    "kWh": "kWh",
    "kW": "kW",
    "kJ": "kJ",
    "ms": "ms",
    "us": "µs",
    "km": "km",
    "cm": "cm",
    "mm": "mm",
    "kg": "kg",
    "kHz": "kHz",
    "MHz": "MHz",
    "GHz": "GHz",
    "eV": "eV",
    "keV": "keV",
    "MeV": "MeV",
}
_MACRO = re.compile(r"\\(?P<name>[a-zA-Z]{1,20})\s*(?:\{(?P<power>-?\d{1,2})\})?|(?P<other>[^\\]+)")
_DRESS = re.compile(r"[.~{}]")
_PLAIN = {".": "·", "~": "·"}
_POWERS = {"squared": "2", "cubed": "3"}
_RAISED = {"square": "2", "cubic": "3"}


def symbols(macros: str) -> str:
    """The symbols of a siunitx unit, joined by ``·`` and ``/``; text that is no macro stays."""
    if "\\" not in macros:
        return _DRESS.sub(lambda mark: _PLAIN.get(mark.group(), ""), macros)
    written, glue, prefix, raised = "", "", "", ""
    for found in _MACRO.finditer(macros):
        name = found.group("name")
        if name is None:
            written += found.group("other").strip().replace(".", "·")
        elif name == "per":
            glue = "/"
        elif name in _PREFIXES:
            prefix = _PREFIXES[name]
        elif name in _RAISED:
            raised = f"^{_RAISED[name]}"
        elif name in _POWERS:
            written += f"^{_POWERS[name]}"
        elif name in {"tothe", "raiseto"}:
            written += f"^{found.group('power') or '1'}"
        else:
            between = glue or ("·" if written else "")
            start = "1" if glue and not written else ""
            written += f"{start}{between}{prefix}{_UNITS.get(name, name)}{raised}"
            glue = prefix = raised = ""
    return written
