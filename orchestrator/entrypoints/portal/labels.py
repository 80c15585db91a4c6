"""What codes are called: states, exceptions, phases, roles. One table each; the texts are translated where shown."""

from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.governance.people.rules import Role

# state → (kind of mark, word)
ITEM_STATES = {
    "new": ("", N_("I kö")),
    "leased": ("info", N_("Roboten läser")),
    "committing": ("info", N_("Roboten skriver")),
    "verify": ("warn", N_("Ska kontrolleras")),
    "waiting_human": ("turn", N_("Väntar på en människa")),
    "on_hold": ("off", N_("Pausat")),
    "done": ("ok", N_("Klart")),
    "expired": ("off", N_("För gammalt")),
    "cancelled": ("off", N_("Återkallat")),
}
RUN_STATES = {
    "requested": ("", N_("Begärd")),
    "scheduled": ("", N_("Väntar på arbetare")),
    "running": ("info", N_("I gång")),
    "completed": ("ok", N_("Klar")),
    "failed": ("warn", N_("Misslyckades")),
    "crashed": ("bad", N_("Kraschade")),
    "stopped": ("off", N_("Stoppad")),
}
# state of a queue on the wall → (kind of mark, word)
QUEUE_STATES = {
    "still": ("bad", N_("Står still")),
    "late": ("warn", N_("Sen")),
    "waits": ("", N_("Väntar")),
    "on": ("ok", N_("I gång")),
    "later": ("off", N_("Vilar")),
    "empty": ("off", N_("Tom")),
}
WORKER_STATES = {
    "works": ("ok", N_("Svarar")),
    "drains": ("warn", N_("Töms")),
    "drained": ("off", N_("Tömd")),
    "away": ("bad", N_("Borta")),
    "ended": ("off", N_("Avslutad")),
}
# What operations do with items: the choice, and what has been done.
ITEM_ACTIONS = {
    "hold": (N_("Pausa"), N_("Pausade")),
    "let_go": (N_("Släpp paus"), N_("Släppta")),
    "prioritise": (N_("Ändra plats i kön"), N_("Flyttade i kön")),
    "defer": (N_("Skjut upp"), N_("Uppskjutna")),
    "cancel": (N_("Återkalla"), N_("Återkallade")),
}
PRIORITIES = {"0": N_("Först av alla"), "50": N_("Före de vanliga"), "100": N_("Som vanligt"), "1000": N_("Sist")}
# Why an action was refused, by the state that the item has.
REFUSALS = {
    "new": N_("Det är inte pausat, eller roboten har skrivit i det."),
    "leased": N_("Roboten har det nu. Försök igen när den är klar."),
    "committing": N_("Roboten skriver i det nu. Det som kan vara skrivet rörs inte utifrån."),
    "verify": N_("Roboten ska först kontrollera vad som hann skrivas."),
    "waiting_human": N_("Det väntar på en människa och står inte i kön, eller så har roboten skrivit i det."),
    "on_hold": N_("Det är redan pausat, eller roboten har skrivit i det."),
    "done": N_("Det är redan klart."),
    "expired": N_("Det har blivit för gammalt."),
    "cancelled": N_("Det är redan återkallat."),
}
ROLES = {
    Role.CHIEF_PROCESS_OFFICER: N_("processchef"),
    Role.DEVELOPER: N_("utvecklare/testare"),
    Role.OPERATIONS: N_("drift"),
    Role.CONTROLLER: N_("controller"),
    Role.BUSINESS_OWNER: N_("verksamhetsansvarig"),
    Role.CASEWORKER: N_("handläggare"),
}
TRAIL_OF_PEOPLE = {
    "role_given": N_("Fick en roll"),
    "role_ended": N_("En roll avslutades"),
    "role_reviewed": N_("En roll sågs över"),
    "sign_ins_ended": N_("Loggades ut överallt"),
}
MODES = {
    "shadow": N_("Skugga: läser och bedömer, skriver inget"),
    "prepare": N_("Förbereder: skriver utkast, en människa avslutar"),
    "propose": N_("Föreslår: en människa bekräftar innan roboten skriver"),
    "decide": N_("Beslutar vid helt bifall. Allt annat går till en handläggare."),
}
MODE_NAMES = {
    "shadow": N_("Skugga"),
    "prepare": N_("Förbereder"),
    "propose": N_("Föreslår"),
    "decide": N_("Beslutar"),
}
PHASES = {
    "login": N_("Logga in"),
    "read": N_("Läsa ärendet"),
    "registers": N_("Register"),
    "assess": N_("Bedöma"),
    "write": N_("Skriva"),
    "read_back": N_("Läsa tillbaka"),
}
OUTCOMES = {
    "straight_through": N_("Rakt igenom"),
    "assisted": N_("Med en människas hjälp"),
    "business_exception": N_("Avvikelse i ärendet"),
    "application_exception": N_("Systemfel, sedan för hand"),
}
EFFECTS = {
    "calculation": N_("Beräkning"),
    "decision": N_("Beslut"),
    "journal": N_("Journalanteckning"),
    "journal_note": N_("Journalanteckning"),
}
EFFECT_STATES = {
    "declared": ("", N_("Anmäld")),
    "unchecked": ("", N_("Letas upp först")),
    "done": ("info", N_("Skriven")),
    "confirmed": ("ok", N_("Läst tillbaka")),
    "absent": ("warn", N_("Fanns inte")),
    "unknown": ("bad", N_("Går inte att se")),
}
GROUND_PARTS = {"administrative_court": N_("Kan överklagas till förvaltningsrätten inom tre veckor.")}
CHANNELS = {"sms": N_("Sms"), "email": N_("E-post")}
METHODS = {"work sampling": N_("Arbetsstickprov"), "three-point estimate": N_("Trepunktsskattning")}
CONFIDENCES = {
    "V": N_("läst i källan"),
    "D": N_("härlett ur källan"),
    "S": N_("andra källan, bekräftad av kommunen"),
    "M": N_("minnesuppgift, bekräftad av kommunen"),
    "U": N_("okänt"),
    "local": N_("kommunens eget beslut"),
}
# What happened, as one would say it to a colleague. Codes of the robots and of the platform.
EXCEPTIONS = {
    "handed_over": N_("Reglerna lämnade över ärendet."),
    "double_decision": N_("Systemet säger att månaden redan är beslutad."),
    "read_back_differs": N_("Det som systemet visar är inte det som roboten skrev."),
    "read_back_missing": N_("Systemet sade ja, men visar inte det som sparades."),
    "cannot_tell": N_("Det går inte att se om roboten hann skriva. Kontrollera i systemet."),
    "login_refused": N_("Systemet nekade inloggningen. Roboten försöker inte igen, så att kontot inte låses."),
    "session_ended": N_("Systemet loggade ut roboten."),
    "element_not_found": N_("Sidan såg inte ut som roboten väntade sig."),
    "unknown_text": N_("Sidan visade något som roboten inte kan läsa säkert."),
    "system_failed": N_("Systemet svarade med ett fel eller svarade inte alls."),
    "locked_by_other": N_("Någon annan hade ärendet öppet i systemet."),
    "lease_too_short": N_("Tiden räckte inte för att spara säkert."),
    "lease_lost": N_("Ärendet hade gått vidare till en annan körning."),
    "robot_lost": N_("Roboten gav inga livstecken. Ärendet togs tillbaka."),
    "run_stopped": N_("Körningen stoppades av en människa."),
    "attempts_used_up": N_("Alla försök är använda."),
    "no_decision": N_("Det fanns inget beslut att skriva."),
    "browser": N_("Webbläsaren kunde inte använda sidan."),
    "browser_gone": N_("Webbläsaren avslutades."),
    "form_refused": N_("Systemet tog inte emot formuläret."),
    "case_not_found": N_("Ärendet finns inte i verksamhetssystemet."),
    "registers_not_in_case": N_("Inga registersvar ligger i ärendet, och roboten får inte fråga själv ännu."),
    "parameter_missing": N_("Ett värde som reglerna behöver är inte bestämt."),
    "platform_away": N_("Plattformen svarade inte roboten."),
    "platform_error": N_("Plattformen sade nej till roboten."),
    "unexpected": N_("Något som roboten inte är byggd för hände."),
}
RUN_REASONS = {
    "items waiting": N_("Ärenden väntade"),
    "schedule": N_("Enligt schema"),
    "demo": N_("Startad av demon"),
}
PICTURES = {
    "case": N_("Ärendet"),
    "household": N_("Hushållet"),
    "previous_month": N_("Förra månadens beräkning"),
    "application": N_("Ansökan"),
    "registers_in_case": N_("Registersvar i ärendet"),
    "registers_applicant": N_("Registersvar, sökande"),
    "registers_co_applicant": N_("Registersvar, medsökande"),
    "calculation_read_back": N_("Beräkningen, läst tillbaka"),
    "decision_read_back": N_("Beslutet, läst tillbaka"),
    "journal_note_read_back": N_("Journalanteckningen, läst tillbaka"),
}
DOCUMENTS = {
    "log_html": N_("Robotens logg (HTML)"),
    "output_xml": N_("Robotens utdata (XML)"),
    "trace": N_("Spårning"),
}
# Why a run ended, as the worker and the reconciler write it; anything else is shown as it stands.
RUN_CAUSES = {
    "a task failed: see the log": N_("En uppgift misslyckades. Loggen säger vilken."),
    "time-out": N_("Körningen tog längre tid än den får."),
    "no sign of life from the worker for 30 seconds": N_("Arbetaren gav inga livstecken på 30 sekunder."),
    "the worker was stopped": N_("Arbetaren stängdes av."),
    "the worker ended in the middle of it": N_("Arbetaren tog slut mitt i körningen."),
    "the machine ran out of memory": N_("Datorns minne tog slut."),
    "the lease of its case was lost": N_("Roboten tappade sitt ärende och avslutade sig själv."),
    "gives way: another municipality waits": N_("En annan kommun väntar på sin tur."),
    "cancelled in Prefect": N_("Avbruten i Prefect."),
    "stopped by a person": N_("Stoppad av en människa."),
    "The release's archive is not what was published: its hash differs. It is not run.": N_(
        "Utgåvans arkiv är inte det som släpptes: kontrollsumman skiljer sig. Den körs inte."
    ),
    "The release is not signed by the Center. It is not run. Publish it again.": N_(
        "Utgåvan är inte signerad av centret. Den körs inte. Släpp den på nytt."
    ),
    "stopped before it began": N_("Stoppad innan den började."),
    "cancelled before it began": N_("Avbruten innan den började."),
}
RELEASE_STATES = {
    "draft": ("", N_("Utkast")),
    "tested": ("info", N_("Testad")),
    "approved": ("info", N_("Godkänd")),
    "published": ("ok", N_("Släppt")),
    "halted": ("bad", N_("Stoppad")),
    "withdrawn": ("bad", N_("Återkallad")),
}
RELEASE_KINDS = {"robot": N_("Robot"), "process": N_("Regler och texter")}
RINGS = {"testbed": N_("Testmiljön"), "pilot": N_("Pilotkommunerna"), "all": N_("Alla som följer")}
GATES = {
    "rebuilt": N_("Signerad och återskapad"),
    "lint": N_("Kodgranskning"),
    "unit": N_("Enhetstester"),
    "testbed": N_("Hela vägen i båda testsystemen"),
    "faults": N_("Med fel i systemen: inget beslutas två gånger"),
    "cases": N_("Regelfall"),
}
INCIDENTS = {
    "refused": N_("En arbetare vägrade starta utgåvan"),
    "halted": N_("Utgåvan stoppades av sig själv"),
}
RELEASE_CHANGES = {
    "built": N_("Byggd"),
    "tested": N_("Testad"),
    "gate_waived": N_("En grind undantogs"),
    "approved": N_("Godkänd"),
    "published": N_("Släppt"),
    "halted": N_("Stoppad"),
    "withdrawn": N_("Återkallad"),
}
