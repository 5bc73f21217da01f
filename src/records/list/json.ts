import { readCsvText } from '../../http/csv.js';
import { chosenColumns } from '../../http/list/columns.js';
import type { StreamDoor } from '../../platform/postgres/database.js';
import { join } from '../../platform/postgres/sql.js';
import { columnsForApi, recordJson } from '../api/json.js';
import type { Row } from '../fields/set.js';
import type { ListModule } from '../module.js';
import type { Asked } from './asked.js';
import { cellOf } from './csv.js';
import type { Reader } from './define.js';
import { batchesOf, carried } from './sql.js';

/**
 * The rows of a list in its order as one list of JSON, a batch at a time and a record a line: whole records, or the columns that
 * were chosen. What was cut off is no JSON, since its last line closes the list.
 */
export async function* jsonOf(
  db: StreamDoor,
  module: ListModule,
  asked: Asked,
  reader: Reader,
): AsyncGenerator<string> {
  const { query } = asked;
  const chosen = chosenColumns(query, module.list.columns);
  const told = chosen.length > 0 ? ofColumns(module, ['id', 'name', ...chosen], reader) : recordOf(module);
  // Of two columns of one name the last one counts, which is what the API reads.
  const selected = [...(chosen.length > 0 ? [carried(module, query, reader)] : []), columnsForApi(module)];
  let before = '[\n';
  for await (const batch of batchesOf(db, module, asked, join(selected))) {
    yield before + batch.map((row) => JSON.stringify(told(row))).join(',\n');
    before = ',\n';
  }
  yield before === ',\n' ? '\n]\n' : '[]\n';
}

function recordOf(module: ListModule) {
  return (row: Row) => recordJson(module, row);
}

// A column that the API does not tell of is what its cell says.
function ofColumns(module: ListModule, names: readonly string[], reader: Reader) {
  const cells = names.map((name) => [name, cellOf(module, name, reader)] as const);
  return (row: Row) => {
    const whole = recordJson(module, row);
    return Object.fromEntries(
      cells.map(([name, cell]) => [name, name in whole ? whole[name] : readCsvText(cell(row)) || null]),
    );
  };
}
