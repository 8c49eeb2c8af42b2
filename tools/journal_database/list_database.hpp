#pragma once

#include <vector>

#include "core/config/database_url.hpp"
#include "tools/journal/journal_list.hpp"

namespace basis {

/// The journals in a database, by the ids of their nodes. Errors: as `PostgresqlJournalReader::open`.
Result<std::vector<ListedJournal>> list_database_journals(const DatabaseUrl& url);

}  // namespace basis
