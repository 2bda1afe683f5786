from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from blueprints.console.base import MANAGER, READER, go, page, require_whole_office, workbook
from blueprints.console.office import forms
from errors import Invalid
from services.office import averages, comparisons, factors, indicators, kinds, office_years, register_sheets, targets

bp = Blueprint("office_indicators", __name__, url_prefix="/office/indicators")

NUMBERS = {
    "floor_area": "建筑面积",
    "heads": "用能人数",
    "petrol_density": "汽油密度",
    "diesel_density": "柴油密度",
}


@bp.get("")
@page(READER)
def show() -> str:
    """The indicators of a year, what they rest on, and how they compare."""
    year = forms.year()
    given = indicators.basis(year)
    shown = {"basis": given, "figures": indicators.compute(given), "titles": indicators.TITLES}
    beside = {
        "rows": comparisons.of(year),
        "averages": averages.beside(year),
        "kinds": kinds.KINDS,
        "fuels": factors.VEHICLE_FUEL,
        "kept": indicators.kept(year),
    }
    grid = comparisons.grid_co2(given, office_years.of(year).province)
    return render_template(
        "console/office_indicators.html",
        year=year,
        years=forms.years(),
        **shown,
        **beside,
        grid=grid,
        again=indicators.again,
    )


@bp.get("/indicators.xlsx")
@page(READER, limit="60/hour")
def export() -> Response:
    year = forms.year()
    return workbook(register_sheets.of_indicators(year), f"{year}年能耗指标")


@bp.post("/results")
@page(MANAGER)
def keep() -> AnyResponse:
    """Store the year's result as it is today."""
    require_whole_office()
    year = forms.year(request.form)
    indicators.keep(year, g.visitor.actor)
    return go("office_indicators.show", "result_kept", year=year)


@bp.get("/targets")
@page(READER)
def show_targets() -> str:
    """The year's targets: budget by month, forecast of its end, what December must be."""
    year = forms.year()
    found = [targets.outlook(target) for target in targets.listing(year)]
    return render_template("console/office_targets.html", year=year, years=forms.years(), found=found)


@bp.get("/settings")
@page(READER)
def show_settings() -> str:
    year = forms.year(request.form if request.method == "POST" else None)
    choices = {"electricity": factors.choices("electricity"), "gas": factors.choices("gas")}
    named = {kind: [(factor.key, factor.title) for factor in found] for kind, found in choices.items()}
    named["province"] = [("", "不选"), *((place, place) for place in factors.PROVINCES)]
    return render_template(
        "console/office_settings.html",
        year=year,
        years=forms.years(),
        chosen=office_years.of(year),
        is_kept=office_years.find(year) is not None,
        choices=choices,
        named=named,
        fuels=factors.VEHICLE_FUEL,
        titles=indicators.TITLES,
        targets={row.indicator: row for row in targets.listing(year)},
    )


@bp.post("/settings")
@page(MANAGER, again=show_settings)
def save() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    form, year = request.form, forms.year(request.form)
    numbers = forms.decimals(NUMBERS)
    heads = numbers.pop("heads")
    if heads is not None and heads != heads.to_integral_value():
        raise Invalid("有几处需要改正", {"heads": "用能人数要填整数"})
    texts = {name: form.get(name, "") for name in ("province", "electricity", "gas", "vehicle_fuel")}
    office_years.save(year, texts | numbers | {"heads": None if heads is None else int(heads)}, g.visitor.actor)
    return go("office_indicators.show_settings", "office_year_saved", year=year)


@bp.post("/targets")
@page(MANAGER, again=show_settings)
def save_targets() -> AnyResponse:
    """Raises Invalid."""
    require_whole_office()
    year = forms.year(request.form)
    cuts = forms.decimals({f"cut_{key}": title for key, (title, _) in indicators.TITLES.items()})
    bases = forms.decimals({f"base_{key}": "基准年" for key in indicators.TITLES})
    for key in indicators.TITLES:
        targets.save(year, key, int(bases[f"base_{key}"] or year - 1), cuts[f"cut_{key}"], g.visitor.actor)
    return go("office_indicators.show_targets", "targets_saved", year=year)
