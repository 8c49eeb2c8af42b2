#include "venues/okx/errors.hpp"

#include <algorithm>
#include <iterator>

namespace basis::okx {
namespace {

using enum RejectReason;

struct CodeRow {
  std::int64_t code;
  ErrorClass kind;
  RejectReason reason = other;
};

constexpr CodeRow kCodes[] = {
    // General.
    {50001, ErrorClass::later, later},
    {50004, ErrorClass::unknown},
    {50005, ErrorClass::later, later},
    {50011, ErrorClass::later, later},
    {50013, ErrorClass::later, later},
    {50014, ErrorClass::refused, parameters},
    {50026, ErrorClass::later, later},
    {50036, ErrorClass::refused, parameters},
    {50037, ErrorClass::refused, parameters},
    {50061, ErrorClass::later, later},
    {50072, ErrorClass::config},
    // Credentials.
    {50100, ErrorClass::config},
    {50101, ErrorClass::config},
    {50102, ErrorClass::clock},
    {50103, ErrorClass::config},
    {50104, ErrorClass::config},
    {50105, ErrorClass::config},
    {50106, ErrorClass::config},
    {50107, ErrorClass::config},
    {50108, ErrorClass::config},
    {50109, ErrorClass::config},
    {50110, ErrorClass::config},
    {50111, ErrorClass::config},
    {50112, ErrorClass::config},
    {50113, ErrorClass::config},
    {50114, ErrorClass::config},
    {50119, ErrorClass::config},
    {50120, ErrorClass::config},
    // Orders.
    {51000, ErrorClass::refused, parameters},
    {51001, ErrorClass::refused, no_market},
    {51005, ErrorClass::refused, size},
    {51006, ErrorClass::refused, price_band},
    {51008, ErrorClass::refused, funds},
    {51010, ErrorClass::config},
    {51016, ErrorClass::refused, duplicate_id},
    {51020, ErrorClass::refused, size},
    {51021, ErrorClass::refused, no_market},
    {51022, ErrorClass::refused, no_market},
    {51023, ErrorClass::refused, too_many_orders},
    {51026, ErrorClass::refused, no_market},
    {51027, ErrorClass::refused, no_market},
    {51028, ErrorClass::refused, no_market},
    {51030, ErrorClass::later, later},
    {51046, ErrorClass::refused, price_band},
    {51047, ErrorClass::refused, price_band},
    {51048, ErrorClass::refused, price_band},
    {51054, ErrorClass::unknown},
    {51100, ErrorClass::refused, size},
    {51101, ErrorClass::refused, size},
    {51102, ErrorClass::refused, too_many_orders},
    {51103, ErrorClass::refused, too_many_orders},
    {51104, ErrorClass::refused, size},
    {51109, ErrorClass::refused, not_enough_volume},
    {51112, ErrorClass::refused, reduce_only},
    {51119, ErrorClass::refused, funds},
    {51120, ErrorClass::refused, size},
    {51121, ErrorClass::refused, step},
    {51127, ErrorClass::refused, funds},
    {51131, ErrorClass::refused, funds},
    {51137, ErrorClass::refused, price_band},
    {51138, ErrorClass::refused, price_band},
    {51149, ErrorClass::unknown},
    {51169, ErrorClass::refused, reduce_only},
    {51201, ErrorClass::refused, size},
    {51202, ErrorClass::refused, size},
    {51400, ErrorClass::refused, unknown_order},
    {51401, ErrorClass::refused, unknown_order},
    {51402, ErrorClass::refused, unknown_order},
    {51405, ErrorClass::refused, unknown_order},
    {51410, ErrorClass::already_so},
    {51500, ErrorClass::refused, no_change},
    {51502, ErrorClass::refused, funds},
    {51503, ErrorClass::refused, unknown_order},
    {51506, ErrorClass::refused, parameters},
    {51509, ErrorClass::refused, unknown_order},
    {51510, ErrorClass::refused, unknown_order},
    {51511, ErrorClass::refused, post_only},
    {51513, ErrorClass::later, later},
    {51603, ErrorClass::refused, unknown_order},
    {54030, ErrorClass::refused, size},
    {54031, ErrorClass::refused, size},
    // Settings and money.
    {59000, ErrorClass::config},
    {59113, ErrorClass::config},
    {54094, ErrorClass::config},
    {54109, ErrorClass::config},
    // WebSockets.
    {60004, ErrorClass::clock},
    {60005, ErrorClass::config},
    {60006, ErrorClass::clock},
    {60007, ErrorClass::config},
    {60009, ErrorClass::config},
    {60014, ErrorClass::later, later},
    {60024, ErrorClass::config},
    {60032, ErrorClass::config},
    {63999, ErrorClass::later, later},
    {64003, ErrorClass::config},
};

}  // namespace

VenueError classify(std::int64_t code, unsigned status) {
  const auto* const row =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const CodeRow& known) { return known.code == code; });
  if (row != std::end(kCodes)) return {row->kind, row->reason};
  if (status == 403 || status == 429) return {ErrorClass::later, later};
  if (status >= 500) return {ErrorClass::unknown, other};
  if (status == 401) return {ErrorClass::config, other};
  // An answer that is none of the venue's says nothing about the request.
  if (code < 0 && status < 400) return {ErrorClass::unknown, other};
  return {ErrorClass::refused, other};
}

AnswerWords words_of(wire::JsonReader& reader, std::string_view body) {
  AnswerWords words;
  const auto read = reader.object("an answer", body, [&](wire::JsonObject root) {
    words.code = root.integer("code");
    words.message = root.find_text("msg").value_or("");
    // 1: all orders of the request were refused, 2: some were.
    if ((words.code != 1 && words.code != 2) || !root.has("data")) return;
    bool told = false;
    root.for_each("data", [&](wire::JsonObject item) {
      const std::int64_t code = item.find_integer("sCode").value_or(0);
      if (told || code == 0) return;
      told = true;
      words.code = code;
      words.message = item.find_text("sMsg").value_or("");
    });
  });
  if (!read) return {-1, std::string(body.substr(0, 120))};
  return words;
}

}  // namespace basis::okx
