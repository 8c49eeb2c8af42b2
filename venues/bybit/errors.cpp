#include "venues/bybit/errors.hpp"

#include <algorithm>
#include <iterator>

namespace basis::bybit {
namespace {

using enum RejectReason;

struct CodeRow {
  std::int64_t code;
  ErrorClass kind;
  RejectReason reason = other;
};

constexpr CodeRow kCodes[] = {
    // Common, and order entry over a WebSocket.
    {429, ErrorClass::later, later},
    {10000, ErrorClass::unknown},
    {10002, ErrorClass::clock},
    {10003, ErrorClass::config},
    {10004, ErrorClass::config},
    {10005, ErrorClass::config},
    {10006, ErrorClass::later, later},
    {10007, ErrorClass::config},
    {10008, ErrorClass::config},
    {10009, ErrorClass::config},
    {10010, ErrorClass::config},
    {10014, ErrorClass::refused, duplicate_id},
    {10016, ErrorClass::unknown},
    {10018, ErrorClass::later, later},
    {10019, ErrorClass::later, later},
    {10024, ErrorClass::config},
    {10027, ErrorClass::config},
    {10028, ErrorClass::config},
    {10029, ErrorClass::refused, no_market},
    {10403, ErrorClass::later, later},
    {10404, ErrorClass::refused, parameters},
    {10429, ErrorClass::later, later},
    {20001, ErrorClass::already_so},
    {20003, ErrorClass::later, later},
    {20006, ErrorClass::refused, duplicate_id},
    // Derivatives and the unified account.
    {110001, ErrorClass::refused, unknown_order},
    {110003, ErrorClass::refused, price_band},
    {110004, ErrorClass::refused, funds},
    {110006, ErrorClass::refused, funds},
    {110007, ErrorClass::refused, funds},
    {110008, ErrorClass::refused, unknown_order},
    {110010, ErrorClass::refused, unknown_order},
    {110012, ErrorClass::refused, funds},
    {110013, ErrorClass::config},
    {110014, ErrorClass::refused, funds},
    {110017, ErrorClass::refused, reduce_only},
    {110020, ErrorClass::refused, too_many_orders},
    {110022, ErrorClass::refused, no_change},
    {110023, ErrorClass::refused, no_market},
    {110024, ErrorClass::config},
    {110025, ErrorClass::already_so},
    {110026, ErrorClass::already_so},
    {110027, ErrorClass::already_so},
    {110028, ErrorClass::config},
    {110030, ErrorClass::refused, duplicate_id},
    {110032, ErrorClass::refused, parameters},
    {110043, ErrorClass::already_so},
    {110044, ErrorClass::refused, funds},
    {110045, ErrorClass::refused, funds},
    {110051, ErrorClass::refused, funds},
    {110052, ErrorClass::refused, funds},
    {110053, ErrorClass::refused, funds},
    {110063, ErrorClass::refused, no_market},
    {110064, ErrorClass::refused, no_change},
    {110066, ErrorClass::refused, no_market},
    {110072, ErrorClass::refused, duplicate_id},
    {110074, ErrorClass::refused, no_market},
    {110079, ErrorClass::later, later},
    {110090, ErrorClass::refused, size},
    {110094, ErrorClass::refused, notional},
    {110103, ErrorClass::refused, post_only},
    {110118, ErrorClass::refused, not_enough_volume},
    {110120, ErrorClass::refused, price_band},
    {110121, ErrorClass::refused, price_band},
    {110123, ErrorClass::config},
    {110125, ErrorClass::config},
    {3400045, ErrorClass::config},
    // Spot.
    {170001, ErrorClass::unknown},
    {170005, ErrorClass::later, later},
    {170007, ErrorClass::unknown},
    {170032, ErrorClass::unknown},
    {170033, ErrorClass::refused, funds},
    {170035, ErrorClass::unknown},
    {170121, ErrorClass::refused, no_market},
    {170124, ErrorClass::refused, size},
    {170130, ErrorClass::refused, parameters},
    {170131, ErrorClass::refused, funds},
    {170132, ErrorClass::refused, price_band},
    {170133, ErrorClass::refused, price_band},
    {170134, ErrorClass::refused, tick},
    {170135, ErrorClass::refused, size},
    {170136, ErrorClass::refused, size},
    {170137, ErrorClass::refused, step},
    {170139, ErrorClass::refused, unknown_order},
    {170140, ErrorClass::refused, notional},
    {170141, ErrorClass::refused, duplicate_id},
    {170142, ErrorClass::refused, unknown_order},
    {170143, ErrorClass::refused, unknown_order},
    {170146, ErrorClass::unknown},
    {170147, ErrorClass::unknown},
    {170148, ErrorClass::refused, step},
    {170151, ErrorClass::refused, no_market},
    {170157, ErrorClass::refused, no_market},
    {170190, ErrorClass::refused, unknown_order},
    {170191, ErrorClass::later, later},
    {170193, ErrorClass::refused, price_band},
    {170194, ErrorClass::refused, price_band},
    {170197, ErrorClass::refused, size},
    {170198, ErrorClass::refused, size},
    {170201, ErrorClass::config},
    {170213, ErrorClass::refused, unknown_order},
    {170218, ErrorClass::refused, post_only},
    {170222, ErrorClass::later, later},
    {170810, ErrorClass::refused, too_many_orders},
    // Money. That an id exists says that an earlier request arrived: what became of it has to be asked.
    {131001, ErrorClass::unknown},
    {131003, ErrorClass::unknown},
    {131082, ErrorClass::unknown},
    {131200, ErrorClass::unknown},
    {131201, ErrorClass::unknown},
    {131212, ErrorClass::refused, funds},
    {131214, ErrorClass::unknown},
};

struct TextRow {
  std::string_view text;  ///< a part of the message
  RejectReason reason;
};
/// 10001 is every fault of a parameter, and its message says of which.
constexpr TextRow kParameterTexts[] = {
    {"remains unchanged", no_change}, {"Qty invalid", step}, {"number of contracts", size},
    {"decimals of the price", tick},  {"price", tick},       {"symbol", no_market},
    {"position idx", parameters},
};

}  // namespace

VenueError classify(std::int64_t code, std::string_view message, unsigned status) {
  const auto* const row =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const CodeRow& known) { return known.code == code; });
  if (row != std::end(kCodes)) return {row->kind, row->reason};
  if (code == 10001) {
    for (const TextRow& known : kParameterTexts)
      if (message.find(known.text) != std::string_view::npos) return {ErrorClass::refused, known.reason};
    return {ErrorClass::refused, parameters};
  }
  // 403 is an address that has asked too often, 429 the venue's own protection; both did nothing.
  if (status == 403 || status == 429) return {ErrorClass::later, later};
  if (status >= 500 || (code == 0 && status < 400)) return {ErrorClass::unknown, other};
  if (status == 401) return {ErrorClass::config, other};
  return {ErrorClass::refused, other};
}

std::pair<std::int64_t, std::string> error_of(wire::JsonReader& reader, std::string_view body) {
  std::pair<std::int64_t, std::string> error{0, {}};
  const auto read = reader.object("an answer", body, [&](wire::JsonObject root) {
    error.first = root.integer("retCode");
    error.second = root.find_text("retMsg").value_or("");
  });
  if (!read) return {0, std::string(body.substr(0, 120))};
  return error;
}

}  // namespace basis::bybit
