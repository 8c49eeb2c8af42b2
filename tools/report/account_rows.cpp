#include "tools/report/account_rows.hpp"

namespace basis {

void write_accounts(JsonWriter& json, const std::vector<AccountRow>& rows) {
  json.begin_array();
  for (const AccountRow& row : rows) {
    json.begin_object().key("account").string(row.account).key("instrument").string(row.instrument);
    json.key("book").string(row.book.to_string());
    json.key("venue");
    row.venue ? json.string(row.venue->to_string()) : json.null();
    json.key("difference");
    row.venue ? json.string((*row.venue - row.book).to_string()) : json.null();
    json.end_object();
  }
  json.end_array();
}

}  // namespace basis
