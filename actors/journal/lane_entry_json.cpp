#include <algorithm>
#include <array>

#include "actors/journal/lane_journal.hpp"
#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis {
namespace {

using chain::LaneAttempt;
using chain::LaneEntry;
using chain::LaneState;

constexpr std::array<std::string_view, 6> kStates{"pending", "mined", "reverted", "cancelled", "overtaken", "released"};

void write(JsonWriter& json, const LaneAttempt& attempt) {
  json.begin_object().key("hash").string(chain::to_hex(attempt.hash));
  json.key("maximum_fee").string(chain::quantity_text(attempt.fees.maximum));
  json.key("priority_fee").string(chain::quantity_text(attempt.fees.priority));
  json.key("raw").string(chain::to_hex(attempt.raw));
  json.key("signed_utc").string(chain::quantity_text(static_cast<std::uint64_t>(attempt.signed_utc.nanos())));
  json.key("cancels").string(attempt.cancels ? "yes" : "no").end_object();
}

Result<LaneAttempt> read_attempt(const boost::json::value& value) {
  const auto* const fields = value.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "an attempt is no object");
  LaneAttempt attempt;
  BASIS_TRY(attempt.hash, chain::hash_of(*fields, "hash"));
  BASIS_TRY(attempt.fees.maximum, chain::quantity_of(*fields, "maximum_fee"));
  BASIS_TRY(attempt.fees.priority, chain::quantity_of(*fields, "priority_fee"));
  BASIS_TRY(attempt.raw, chain::bytes_of(*fields, "raw"));
  BASIS_TRY(const std::uint64_t signed_utc, chain::quantity64_of(*fields, "signed_utc"));
  attempt.signed_utc = UtcTime::from_nanos(static_cast<std::int64_t>(signed_utc));
  BASIS_TRY(const auto cancels, chain::text_of(*fields, "cancels"));
  attempt.cancels = cancels == "yes";
  return attempt;
}

Result<LaneState> read_state(const boost::json::object& fields) {
  BASIS_TRY(const auto name, chain::text_of(fields, "state"));
  const auto found = std::ranges::find(kStates, name);
  if (found == kStates.end()) return Error(ErrorKind::data, "state: is none");
  return static_cast<LaneState>(found - kStates.begin());
}

}  // namespace

std::string lane_entry_json(const LaneEntry& entry) {
  JsonWriter json;
  json.begin_object().key("id").string(entry.request.id).key("purpose").string(entry.request.purpose);
  json.key("to").string(entry.request.to.to_string()).key("value").string(chain::quantity_text(entry.request.value));
  json.key("data").string(chain::to_hex(entry.request.data));
  json.key("nonce").string(chain::quantity_text(entry.nonce)).key("gas").string(chain::quantity_text(entry.gas));
  json.key("state").string(kStates.at(static_cast<std::size_t>(entry.state))).key("attempts").begin_array();
  for (const LaneAttempt& attempt : entry.attempts) write(json, attempt);
  json.end_array().key("block").string(chain::quantity_text(entry.block));
  json.key("mined").string(chain::to_hex(entry.mined)).key("gas_used").string(chain::quantity_text(entry.gas_used));
  json.key("gas_price").string(chain::quantity_text(entry.gas_price)).key("reason").string(entry.reason).end_object();
  return std::move(json).take();
}

Result<LaneEntry> read_lane_entry(std::string_view text) {
  BASIS_TRY(const auto document, parse_json(text));
  const auto* const fields = document.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "is no object");
  LaneEntry entry;
  BASIS_TRY(entry.request.id, chain::text_of(*fields, "id"));
  BASIS_TRY(entry.request.purpose, chain::text_of(*fields, "purpose"));
  BASIS_TRY(const auto to, chain::text_of(*fields, "to"));
  BASIS_TRY(entry.request.to, chain::Address::parse(to));
  BASIS_TRY(entry.request.value, chain::quantity_of(*fields, "value"));
  BASIS_TRY(entry.request.data, chain::bytes_of(*fields, "data"));
  BASIS_TRY(entry.nonce, chain::quantity64_of(*fields, "nonce"));
  BASIS_TRY(entry.gas, chain::quantity64_of(*fields, "gas"));
  BASIS_TRY(entry.state, read_state(*fields));
  const auto* const attempts = fields->if_contains("attempts");
  if (attempts == nullptr || !attempts->is_array()) return Error(ErrorKind::data, "attempts: is no array");
  for (const auto& row : attempts->get_array()) {
    BASIS_TRY(auto attempt, read_attempt(row));
    entry.attempts.push_back(std::move(attempt));
  }
  BASIS_TRY(entry.block, chain::quantity64_of(*fields, "block"));
  BASIS_TRY(entry.mined, chain::hash_of(*fields, "mined"));
  BASIS_TRY(entry.gas_used, chain::quantity64_of(*fields, "gas_used"));
  BASIS_TRY(entry.gas_price, chain::quantity_of(*fields, "gas_price"));
  BASIS_TRY(entry.reason, chain::text_of(*fields, "reason"));
  return entry;
}

}  // namespace basis
