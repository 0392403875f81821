"""Money as texts and pages print it."""


def money(cents: int | None, currency: str) -> str:
    """'$60.00', another currency by its code, 'To be quoted' without a price."""
    if cents is None:
        return "To be quoted"
    sign = "$" if currency == "AUD" else f"{currency} "
    return f"{sign}{cents // 100:,}.{cents % 100:02d}"
