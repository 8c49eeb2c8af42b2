#include "venues/binance/errors.hpp"

#include <algorithm>
#include <iterator>

namespace basis::binance {
namespace {

using enum RejectReason;

struct CodeRow {
  std::int64_t code;
  ErrorClass kind;
  RejectReason reason = other;
};

/// Codes that mean the same on both products.
constexpr CodeRow kCodes[] = {
    {-1000, ErrorClass::unknown},
    {-1001, ErrorClass::unknown},
    {-1002, ErrorClass::config},
    {-1003, ErrorClass::later, later},
    {-1004, ErrorClass::later, later},
    {-1006, ErrorClass::unknown},
    {-1007, ErrorClass::unknown},
    {-1008, ErrorClass::later, later},
    {-1014, ErrorClass::refused, parameters},
    {-1015, ErrorClass::later, later},
    {-1016, ErrorClass::later, later},
    {-1020, ErrorClass::refused, parameters},
    {-1021, ErrorClass::clock},
    {-1022, ErrorClass::config},
    {-1034, ErrorClass::later, later},
    {-1121, ErrorClass::refused, no_market},
    {-2013, ErrorClass::refused, unknown_order},
    {-2014, ErrorClass::config},
    {-2015, ErrorClass::config},
    {-2016, ErrorClass::refused, no_market},
    {-2018, ErrorClass::refused, funds},
    {-2019, ErrorClass::refused, funds},
    {-2020, ErrorClass::refused, not_enough_volume},
    {-2023, ErrorClass::refused, liquidation},
    {-2024, ErrorClass::refused, reduce_only},
    {-2025, ErrorClass::refused, too_many_orders},
    {-2027, ErrorClass::refused, funds},
    {-2028, ErrorClass::refused, funds},
    {-2043, ErrorClass::refused, price_band},
    {-4001, ErrorClass::refused, tick},
    {-4002, ErrorClass::refused, price_band},
    {-4003, ErrorClass::refused, size},
    {-4004, ErrorClass::refused, size},
    {-4005, ErrorClass::refused, size},
    {-4013, ErrorClass::refused, price_band},
    {-4014, ErrorClass::refused, tick},
    {-4015, ErrorClass::refused, parameters},
    {-4016, ErrorClass::refused, price_band},
    {-4023, ErrorClass::refused, step},
    {-4024, ErrorClass::refused, price_band},
    {-4046, ErrorClass::already_so},
    {-4059, ErrorClass::already_so},
    {-4060, ErrorClass::refused, parameters},
    {-4061, ErrorClass::refused, parameters},
    {-4087, ErrorClass::config},
    {-4088, ErrorClass::config},
    {-4109, ErrorClass::config},
    {-4116, ErrorClass::refused, duplicate_id},
    {-4118, ErrorClass::refused, reduce_only},
    {-4120, ErrorClass::refused, parameters},
    {-4131, ErrorClass::refused, price_band},
    {-4140, ErrorClass::refused, no_market},
    {-4141, ErrorClass::refused, no_market},
    {-4164, ErrorClass::refused, notional},
    {-4168, ErrorClass::config},
    {-4171, ErrorClass::already_so},
    {-4183, ErrorClass::refused, price_band},
    {-4184, ErrorClass::refused, price_band},
    {-4192, ErrorClass::config},
    {-4400, ErrorClass::refused, no_market},
    {-4401, ErrorClass::refused, no_market},
    {-5021, ErrorClass::refused, not_enough_volume},
    {-5022, ErrorClass::refused, post_only},
    {-5024, ErrorClass::refused, no_market},
    {-5025, ErrorClass::refused, parameters},
    {-5026, ErrorClass::refused, too_many_orders},
    {-5027, ErrorClass::refused, no_change},
    {-5028, ErrorClass::clock},
};

struct TextRow {
  std::string_view text;  ///< a part of the message
  RejectReason reason;
};

// Longer names stand before those that they hold.
constexpr TextRow kFilters[] = {
    {"PRICE_FILTER", tick},
    {"PERCENT_PRICE", price_band},
    {"MARKET_LOT_SIZE", size},
    {"LOT_SIZE", step},
    {"NOTIONAL", notional},
    {"NUM_ORDERS", too_many_orders},
    {"NUM_ALGO_ORDERS", too_many_orders},
    {"NUM_ICEBERG_ORDERS", too_many_orders},
    {"MAX_NUM_ORDER", too_many_orders},
    {"MAX_POSITION", size},
    {"TRAILING_DELTA", parameters},
    {"Market is closed", no_market},
    {"quantity", size},
    {"price", tick},
};
constexpr TextRow kOrders[] = {
    {"insufficient balance", funds},
    {"Duplicate order", duplicate_id},
    {"Market is closed", no_market},
    {"would immediately match and take", post_only},
    {"would immediately trigger", post_only},
    {"Unknown order", unknown_order},
    {"liquidity is less than", not_enough_volume},
    {"archived", unknown_order},
    {"not permitted for this account", no_market},
    {"price range", price_band},
    {"Filter failure: PRICE_FILTER", tick},
    {"PERCENT_PRICE", price_band},
    {"LOT_SIZE", step},
    {"NOTIONAL", notional},
    {"NUM_ORDERS", too_many_orders},
    {"not supported", parameters},
};
constexpr TextRow kCancels[] = {
    {"Unknown order", unknown_order},
    {"archived", unknown_order},
    {"not permitted", no_market},
    {"Market is closed", no_market},
};
constexpr TextRow kPrecisions[] = {{"price", tick}, {"quantity", step}, {"Precision", step}};
constexpr TextRow kAmendments[] = {
    {"not found", unknown_order}, {"Unknown order", unknown_order}, {"quantity", no_change}, {"", no_change}};

template <std::size_t kSize>
RejectReason by_text(const TextRow (&rows)[kSize], std::string_view message) {
  const auto* const row = std::find_if(std::begin(rows), std::end(rows), [&](const TextRow& candidate) {
    return message.find(candidate.text) != std::string_view::npos;
  });
  return row == std::end(rows) ? other : row->reason;
}

/// The codes whose meaning their message tells.
bool told_by_text(Product product, std::int64_t code, std::string_view message, RejectReason& reason) {
  switch (code) {
    case -1010:
    case -1013: reason = by_text(kFilters, message); return true;
    case -1111: reason = by_text(kPrecisions, message); return true;
    case -2010: reason = by_text(kOrders, message); return true;
    case -2011: reason = by_text(kCancels, message); return true;
    case -2038: reason = by_text(kAmendments, message); return true;
    // A spot order that ended long ago without a fill; on USDⓈ-M a reduce-only order of another type.
    case -2026: reason = product == Product::spot ? unknown_order : reduce_only; return true;
    // On spot two codes of a cancel-and-replace, of which each half has an answer of its own.
    case -2021: reason = product == Product::spot ? other : post_only; return true;
    case -2022: reason = product == Product::spot ? other : reduce_only; return true;
    default: return false;
  }
}

/// An answer with a status of 500 or more. USDⓈ-M names two texts of 503 as failures: nothing was done.
VenueError of_server(Product product, std::string_view message, unsigned status) {
  const bool told = message.find("Service Unavailable") != std::string_view::npos ||
                    message.find("Internal error; unable to process") != std::string_view::npos;
  if (product != Product::spot && status == 503 && told) return {ErrorClass::later, later};
  return {ErrorClass::unknown, other};
}

}  // namespace

VenueError classify(Product product, std::int64_t code, std::string_view message, unsigned status) {
  // -1008 and -1016 come with 503 and are certain; so is every code of the table but those that say nothing.
  const auto* const row =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const CodeRow& known) { return known.code == code; });
  if (row != std::end(kCodes) && !(row->kind == ErrorClass::unknown && status >= 500)) return {row->kind, row->reason};
  if (status >= 500) return of_server(product, message, status);
  if (RejectReason reason = other; told_by_text(product, code, message, reason)) return {ErrorClass::refused, reason};
  if (code <= -1100 && code > -1200) return {ErrorClass::refused, parameters};
  if (status == 403 || status == 418 || status == 429) return {ErrorClass::later, later};
  if (status == 401) return {ErrorClass::config, other};
  if (code == 0 && status < 400) return {ErrorClass::unknown, other};
  return {ErrorClass::refused, other};
}

std::pair<std::int64_t, std::string> error_of(wire::JsonReader& reader, std::string_view body) {
  std::pair<std::int64_t, std::string> error{0, {}};
  const auto read = reader.object("an error", body, [&](wire::JsonObject root) {
    error.first = root.find_integer("code").value_or(0);
    error.second = root.find_text("msg").value_or("");
  });
  if (!read) return {0, std::string(body.substr(0, 120))};
  return error;
}

}  // namespace basis::binance
