"""What stands on the pages of subscriptions: states, checks, errors, choices. Translated where shown."""

from orchestrator.entrypoints.portal.i18n import N_

# state → (kind of mark, word)
STATES = {
    "requested": ("info", N_("Förbereds")),
    "trial": ("info", N_("Provdrift i skugga")),
    "active": ("ok", N_("I drift")),
    "paused": ("off", N_("Pausad")),
    "ended": ("off", N_("Avslutad")),
}
SHORT_MODES = {
    "shadow": N_("Skugga"), "prepare": N_("Förbereder"), "propose": N_("Föreslår"), "decide": N_("Beslutar"),
}  # fmt: skip
# mode → what it means for those who work there
MODES_TOLD = {
    "shadow": N_("Roboten läser och bedömer men skriver ingenting."),
    "prepare": N_("Roboten skriver utkast. En handläggare avslutar i ert eget system."),
    "propose": N_("Roboten förbereder allt. En handläggare bekräftar eller ändrar varje ärende innan något skrivs."),
    "decide": N_("Roboten skriver direkt när reglerna ger bifall i sin helhet. Allt annat går till en handläggare."),
}
STEPS = (
    ("mode", N_("Läge och utgåva")), ("values", N_("Egna värden")), ("systems", N_("System och konton")),
    ("trial", N_("Provdrift")), ("live", N_("Godkänn och starta")),
)  # fmt: skip
# check → (what is in place, what is missing, help)
CHECKS = {
    "processor_agreement": (
        N_("Biträdesavtal och sekretess vid teknisk bearbetning"), N_("Biträdesavtalet är inte registrerat"),
        N_("Avtalet med Centret, och att sekretessen följer med (OSL 10 kap. 2 a §). Skriv datum och diarienummer."),
    ),
    "dpia": (
        N_("Konsekvensbedömning för dataskydd"), N_("Konsekvensbedömningen är inte registrerad"),
        N_("Gjord eller uppdaterad för det här paketet. Skriv datum och vem på er sida som har yttrat sig."),
    ),
    "staff_informed": (
        N_("Personalen är informerad och frågan förhandlad"), N_("Personalen är inte informerad"),
        N_("Förhandling enligt MBL 11 § och när personalen fick veta. Skriv datum för båda."),
    ),
    "robot_account": (
        N_("Robotens eget konto"), N_("Roboten har inget eget konto"),
        N_("Ett konto som bara roboten använder, med rätt att göra just det här. Skriv vem som har beställt det."),
    ),
    "register_queries": (
        N_("Grund för robotens egna registerfrågor"), N_("Grunden för registerfrågor är inte registrerad"),
        N_("Skriv vilket beslut och vilken lagtext som ger roboten rätt att fråga själv. Utan grund läser roboten i"
           " provdrift de registersvar som redan ligger i ärendet, och frågar ingen."),
    ),
    "inbox_staffed": (
        N_("Inkorgen är bemannad"), N_("Inkorgen är inte bemannad"),
        N_("Vilka handläggare som tar emot det roboten lämnar över, och vem som ersätter dem."),
    ),
    "training": (
        N_("Handläggarna är utbildade"), N_("Handläggarna är inte utbildade"),
        N_("Vilka som har gått igenom inkorgen och reglerna, och när."),
    ),
    "applicants_informed": (
        N_("Information till de sökande är publicerad"), N_("Informationen till de sökande saknas"),
        N_("Var det står att en robot hjälper till, och hur man ber om en människa."),
    ),
    "reserve_routine": (
        N_("Reservrutinen är provad"), N_("Reservrutinen är inte provad"),
        N_("Så arbetar ni om roboten står still. Pröva den en förmiddag och skriv när. Tar omkring 30 minuter."),
    ),
    "configuration": (N_("Uppgifter om era system"), N_("Uppgifterna om era system är inte kompletta"), ""),
    "secrets": (N_("Robotens inloggningar"), N_("Robotens inloggningar saknas"), ""),
    "connection": (
        N_("Anslutningen är provad"), N_("Anslutningen är inte provad"),
        N_("Låt roboten logga in under System och konton, eller skriv hur ni har provat kontot för hand."),
    ),
    "ground": (
        N_("Delegation från nämnden"), N_("Delegationen från nämnden är inte komplett"),
        N_("Behövs bara för läget Beslutar."),
    ),
}  # fmt: skip
CONNECTION = {
    "none": ("warn", N_("Inte provad än.")),
    "running": ("info", N_("Roboten försöker logga in just nu.")),
    "ok": ("ok", N_("Roboten loggade in och läste. Inget skrevs.")),
    "failed": ("bad", N_("Roboten kom inte in. Läs vad den skrev, rätta och prova igen.")),
    "stale": ("warn", N_("Något har ändrats sedan provet. Prova igen.")),
}
# what went wrong in a field of the configuration
WRONG = {
    "empty": N_("Fyll i det här. Utan det vet roboten inte vad den ska göra."),
    "choice": N_("Välj ett av alternativen."),
    "pattern": N_("Det ser inte ut som det ska. Läs hjälptexten och jämför tecken för tecken."),
    "address": N_("Skriv hela adressen, till exempel https://system.kommunen.se/."),
    "type": N_("Skriv ett tal, till exempel 12 eller 2,5."),
    "long": N_("Det är för långt. Kontrollera att du inte har klistrat in något annat."),
    "small": N_("Talet är för litet."),
    "large": N_("Talet är för stort."),
    "amount": N_("Skriv ett tal utan minus, till exempel 6330 eller 6330,50."),
    "count": N_("Skriv ett helt tal, till exempel 10."),
    "years": N_("Skriv hela år, minst 1 och högst 100."),
    "month_day": N_("Skriv månad och dag, till exempel 08-17."),
    "part": N_("Fyll i alla delar, eller lämna alla tomma."),
    "other": N_("Det passar inte. Läs hjälptexten."),
    "reason": N_("Skriv varför. Det står kvar i historiken."),
    "evidence": N_("Skriv vad som visar det: ett datum, ett diarienummer eller vem som har ordnat det."),
    "day": N_("Skriv ett datum från och med i dag, till exempel 2026-12-01."),
    "later": N_("Skriv ett datum efter i dag, till exempel 2026-12-01."),
    "window": N_("Skriv två klockslag, till exempel 18-06, eller lämna tomt."),
    "right": N_("Välj vem som hade rätt."),
    "done": N_("Skriv vad ni gör: ett beslut som rättas, ett värde som ändras, eller inget."),
    "cron": N_("Välj en av tiderna."),
}
POLICIES = {
    "pin": N_("Vi godkänner varje ny utgåva själva"),
    "patch": N_("Rättelser tas emot av sig själva, resten godkänner vi"),
    "minor": N_("Rättelser och tillägg tas emot av sig själva, större ändringar godkänner vi"),
}
RINGS = {"pilot": N_("Bland de första"), "all": N_("När piloterna har haft den ett tag")}
RIGHT = {
    "robot": N_("Roboten"), "caseworker": N_("Handläggaren"), "both": N_("Båda går att försvara"),
}  # fmt: skip
GROUND_FIELDS = {
    "board": N_("Nämnd"), "decided_on": N_("Beslutsdatum"), "paragraph": N_("Paragraf"),
    "case_number": N_("Diarienummer"), "appeal_route": N_("Överklagas till"), "who": N_("Vem som har bestämt"),
    "limit": N_("Gräns"),
}  # fmt: skip
APPEAL_ROUTES = {"administrative_court": N_("Förvaltningsrätten")}
# cron → in words
TIMES = {
    "": N_("Inte efter klockan"),
    "*/15 7-17 * * 1-5": N_("Vardagar 7–18, varje kvart"),
    "0 7-17 * * 1-5": N_("Vardagar 7–18, varje timme"),
    "0 6 * * 1-5": N_("Vardagar kl. 6"),
    "40 6,12,17 * * 1-5": N_("Vardagar 6.40, 12.40 och 17.40"),
}
CHANGES = {
    "requested": N_("Prenumerationen började förberedas"),
    "configured": N_("Uppgifter ändrades"),
    "mode_asked": N_("Ett läge begärdes"),
    "check_recorded": N_("Något registrerades som klart"),
    "connection_tested": N_("Anslutningen provades"),
    "trial_started": N_("Provdriften började"),
    "went_live": N_("Roboten sattes i drift"),
    "mode_changed": N_("Läget ändrades"),
    "paused": N_("Roboten pausades"),
    "resumed": N_("Roboten startades igen"),
    "ended": N_("Prenumerationen avslutades"),
    "policy_changed": N_("Regeln för nya utgåvor ändrades"),
    "release_offered": N_("En ny utgåva erbjöds"),
    "release_approved": N_("En ny utgåva godkändes"),
    "release_postponed": N_("En ny utgåva fick vänta"),
    "release_taken": N_("En ny utgåva togs i bruk"),
    "offer_taken_back": N_("Erbjudandet om en utgåva drogs tillbaka"),
    "release_recalled": N_("Utgåvan stoppades och den förra togs i bruk"),
    "release_stopped": N_("Utgåvan stoppades"),
    "tried": N_("Ett prov började"),
    "rolled_back": N_("Den förra utgåvan togs tillbaka"),
}
PARTS = {
    "adults_1_2": N_("en eller två vuxna"), "child_1": N_("med ett barn"), "child_2": N_("med två barn"),
    "each_more": N_("för varje barn till"), "default": N_("för alla inkomster"),
    "amount": N_("i kronor"), "percent": N_("i procent"),
}  # fmt: skip
UNITS = {
    "kronor": N_(" (kr)"), "percent": N_(" (%%)"), "days": N_(" (dagar)"), "weeks": N_(" (veckor)"),
    "months": N_(" (månader)"), "years": N_(" (år)"), "month_day": N_(" (MM-DD)"),
    "words": N_(" (ord med komma emellan)"),
}  # fmt: skip
RULES = {
    "up_to_ore": N_("uppåt till öret"), "half_up_to_krona": N_("till närmaste krona"),
    "up_to_krona": N_("uppåt till kronan"), "down_to_krona": N_("nedåt till kronan"),
    "member": N_("räknas som medlem"), "not_member": N_("räknas inte"), "by_days": N_("räknas efter dagar"),
}  # fmt: skip
UNSURE = {"S": N_("ur andra källor"), "M": N_("ur minnet")}
EFFECTS = {"calculation": N_("beräkning"), "decision": N_("beslut"), "journal_note": N_("journalanteckning")}
