// Which address shows which view.
import { addRoute, go, render } from './router.js';
import { showInbox } from './views/inbox.js';
import { showSummary, showFamily, showPlan, showRegisters, showWork } from './views/reading.js';
import { showChanges, showCosts, showIncomes } from './views/request.js';
import { showReckonings, showReckoning } from './views/reckonings.js';
import { newReckoning } from './views/new_reckoning.js';
import { showStances, newStance } from './views/stances.js';
import { showDiary, newDiary } from './views/diary.js';
import { entry } from './views/entry.js';

addRoute(/^\/logga-in$/, () => entry(''));
addRoute(/^\/inkorg$/, showInbox);
const akt = (rest, view) => addRoute(new RegExp(`^/akt/([^/]+)${rest}$`), view);
akt('', showSummary);
akt('/familj', showFamily);
akt('/planering', showPlan);
akt('/arbete', showWork);
akt('/begaran', showChanges);
akt('/begaran/utgifter', showCosts);
akt('/begaran/inkomster', showIncomes);
akt('/register', showRegisters);
akt('/utrakningar', showReckonings);
akt('/utrakningar/ny', newReckoning);
akt('/utrakningar/(\\d+)', showReckoning);
akt('/stallningstaganden', showStances);
akt('/stallningstaganden/nytt', newStance);
akt('/dagbok', showDiary);
akt('/dagbok/ny', newDiary);

if (location.pathname.replace(/\/$/, '') === '/klarven') go('/inkorg', { replace: true });
else render();
