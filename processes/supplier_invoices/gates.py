"""Gates and the reason codes that fail them, in the order of the assessment."""

GATES: dict[str, tuple[str, ...]] = {
    "official_rules": ("rules_not_installed", "official_rule_broken"),
    "readable": ("natural_person", "foreign_currency", "negative_invoice", "wrong_buyer"),
    "new": ("already_registered", "duplicate", "near_duplicate"),
    "supplier": ("supplier_unknown", "supplier_blocked", "warning_open", "f_tax_missing"),
    "payee": ("account_missing", "account_number_wrong", "account_changed", "payee_other", "reference_wrong"),
    "sums": ("sums_differ",),
    "vat": ("vat_rate_wrong", "reverse_charge_wrong"),
    "due": ("due_early",),
    "match": ("order_unknown", "order_other_supplier", "order_closed", "line_unmatched", "price_differs",
              "more_than_received", "contract_unknown", "contract_other_supplier", "contract_not_valid",
              "contract_amount_differs"),
    "credit": ("credit_without_invoice", "credit_above_invoice"),
    "coding": ("no_coding_ground",),
    "within_limit": ("approval_limit",),
    "parameters_known": ("parameter_missing",),
}  # fmt: skip
