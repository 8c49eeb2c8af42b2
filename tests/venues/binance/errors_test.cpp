#include "venues/binance/errors.hpp"

#include <doctest/doctest.h>

namespace basis {
namespace {

using enum RejectReason;

struct ErrorRow {
  Product product;
  std::int64_t code;
  const char* message;
  unsigned status;
  ErrorClass kind;
  RejectReason reason;
};

constexpr ErrorRow kRows[] = {
    // Filters name themselves (filters.md).
    {Product::spot, -1013, "Filter failure: PRICE_FILTER", 400, ErrorClass::refused, tick},
    {Product::spot, -1013, "Filter failure: LOT_SIZE", 400, ErrorClass::refused, step},
    {Product::spot, -1013, "Filter failure: MARKET_LOT_SIZE", 400, ErrorClass::refused, size},
    {Product::spot, -1013, "Filter failure: NOTIONAL", 400, ErrorClass::refused, notional},
    {Product::spot, -1013, "Filter failure: PERCENT_PRICE_BY_SIDE", 400, ErrorClass::refused, price_band},
    {Product::spot, -1013, "Filter failure: MAX_NUM_ORDERS", 400, ErrorClass::refused, too_many_orders},
    {Product::spot, -1013, "Filter failure: A_NEW_ONE", 400, ErrorClass::refused, other},
    // One code, many meanings.
    {Product::spot, -2010, "Account has insufficient balance for requested action.", 400, ErrorClass::refused, funds},
    {Product::spot, -2010, "Order would immediately match and take.", 400, ErrorClass::refused, post_only},
    {Product::spot, -2010, "Duplicate order sent.", 400, ErrorClass::refused, duplicate_id},
    {Product::spot, -2010, "Market is closed.", 400, ErrorClass::refused, no_market},
    {Product::spot, -2011, "Unknown order sent.", 400, ErrorClass::refused, unknown_order},
    {Product::linear, -2011, "Unknown order sent.", 400, ErrorClass::refused, unknown_order},
    {Product::spot, -2013, "Order does not exist.", 400, ErrorClass::refused, unknown_order},
    {Product::linear, -2022, "ReduceOnly Order is rejected.", 400, ErrorClass::refused, reduce_only},
    {Product::spot, -2022, "Order cancel-replace failed.", 400, ErrorClass::refused, other},
    {Product::linear, -5022, "Due to the order could not be executed as maker", 400, ErrorClass::refused, post_only},
    {Product::linear, -4164, "Order's notional must be no smaller than 100", 400, ErrorClass::refused, notional},
    {Product::linear, -4116, "ClientOrderId is duplicated.", 400, ErrorClass::refused, duplicate_id},
    {Product::linear, -1111, "Precision is over the maximum defined for this asset.", 400, ErrorClass::refused, step},
    {Product::spot, -1111, "Parameter 'price' has too much precision.", 400, ErrorClass::refused, tick},
    {Product::spot, -1102, "Mandatory parameter 'quantity' was not sent", 400, ErrorClass::refused, parameters},
    // Conformance 32: the outcome is not known.
    {Product::spot, -1006, "An unexpected response was received", 400, ErrorClass::unknown, other},
    {Product::linear, -1007, "Timeout waiting for response from backend server.", 408, ErrorClass::unknown, other},
    {Product::linear, -1000, "Unknown error, please check your request or try again later.", 503, ErrorClass::unknown,
     other},
    {Product::linear, 0, "Unknown error, please check your request or try again later.", 503, ErrorClass::unknown,
     other},
    {Product::spot, 0, "<html>502 Bad Gateway</html>", 502, ErrorClass::unknown, other},
    {Product::spot, -9999, "something new", 500, ErrorClass::unknown, other},
    {Product::spot, 0, "Service Unavailable.", 503, ErrorClass::unknown, other},
    {Product::linear, -1001, "Internal error; unable to process your request. Please try again.", 400,
     ErrorClass::unknown, other},
    {Product::spot, 0, "", 0, ErrorClass::unknown, other},
    // Conformance 32 and 37: nothing was done.
    {Product::linear, 0, "Service Unavailable.", 503, ErrorClass::later, later},
    {Product::linear, -1001, "Internal error; unable to process your request. Please try again.", 503,
     ErrorClass::later, later},
    {Product::linear, -1008, "Server is currently overloaded with other requests.", 503, ErrorClass::later, later},
    {Product::spot, -1003, "Too many requests", 429, ErrorClass::later, later},
    {Product::spot, -1003, "Way too much request weight used; IP banned until 1764400000000.", 418, ErrorClass::later,
     later},
    {Product::spot, -1015, "Too many new orders; current limit is 50 orders per 10 SECOND.", 429, ErrorClass::later,
     later},
    {Product::spot, 0, "<html>blocked</html>", 403, ErrorClass::later, later},
    {Product::spot, -1021, "Timestamp for this request is outside of the recvWindow.", 400, ErrorClass::clock, other},
    {Product::linear, -5028, "The requested timestamp is outside the recvWindow", 400, ErrorClass::clock, other},
    {Product::spot, -2015, "Invalid API-key, IP, or permissions for action.", 401, ErrorClass::config, other},
    {Product::spot, -1022, "Signature for this request is not valid.", 400, ErrorClass::config, other},
    {Product::linear, -4046, "No need to change margin type.", 400, ErrorClass::already_so, other},
    {Product::linear, -4059, "No need to change position side.", 400, ErrorClass::already_so, other},
};

TEST_CASE("conformance 32, 37: an error of Binance has one class, and what is unknown is never refused") {
  for (const ErrorRow& row : kRows) {
    CAPTURE(row.code);
    CAPTURE(row.message);
    const VenueError error = binance::classify(row.product, row.code, row.message, row.status);
    CHECK(static_cast<int>(error.kind) == static_cast<int>(row.kind));
    CHECK(reject_reason_name(error.reason) == reject_reason_name(row.reason));
  }
}

TEST_CASE("no status of 500 or more is ever a refusal for certain, whatever its code and text") {
  for (const Product product : {Product::spot, Product::linear})
    for (std::int64_t code = -6000; code <= 0; ++code) {
      const VenueError error = binance::classify(product, code, "Filter failure: LOT_SIZE", 500);
      if (code == 0 || code == -1006 || code == -1007 || code == -1013) CHECK(error.kind == ErrorClass::unknown);
    }
}

}  // namespace
}  // namespace basis
