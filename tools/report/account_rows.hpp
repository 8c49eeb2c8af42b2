#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json_writer.hpp"
#include "core/base/types.hpp"

namespace basis {

/// A token or position of an account: what the book holds, and what the venue said last.
struct AccountRow {
  std::string account;
  std::string instrument;       ///< instrument key
  Amount book;                  ///< tokens or coins; negative for a short or a debt
  std::optional<Amount> venue;  ///< the same; absent: it has not said
};

/// Writes the rows as an array of objects, with the difference `venue` - `book`; what the venue has not said is null.
void write_accounts(JsonWriter& json, const std::vector<AccountRow>& rows);

}  // namespace basis
