#include "core/results/entry_text.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "core/results/journal_codec.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

const JournalNames kTextNames{
    {"wallet", "bybit"}, {"bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT"}, {"bybit:Spot:BTCUSDT"}};

std::string text_of(journal::Body body) { return entry_text({{6, 1}, {}, UtcTime(), std::move(body)}, kTextNames); }

/// Whether the kind at this place of the variant has words, also with nothing in it.
template <std::size_t Index>
void check_words() {
  journal::Body body(std::in_place_index<Index>);
  CAPTURE(journal_kind(body));
  // These point to what is never absent in a journal.
  auto order = std::make_shared<Order>();
  order->client_id = "plan-1";
  if (auto* made = std::get_if<journal::OrderMade>(&body)) made->order = order;
  if (auto* refused = std::get_if<journal::OrderRefused>(&body)) refused->order = order;
  if (auto* called = std::get_if<journal::ContractCalled>(&body)) called->order = order;
  if (auto* made = std::get_if<journal::DecisionMade>(&body)) made->decision = std::make_shared<Decision>();
  if (auto* noticed = std::get_if<journal::VenueNoticed>(&body)) noticed->notice.kind = kLiquidation;
  const std::string text = text_of(std::move(body));
  CHECK_FALSE(text.empty());
  CHECK(text.find('\n') == std::string::npos);
}
template <std::size_t... Index>
void check_all(std::index_sequence<Index...>) {
  (check_words<Index>(), ...);
}

TEST_CASE("entry text: every kind has words, in one line") {
  check_all(std::make_index_sequence<std::variant_size_v<journal::Body>>());
}

TEST_CASE("entry text: an order, its command and its fill with their figures") {
  OrderCommand command;
  command.id = ClientOrderIds::create("n1", 0).value().make(1);
  command.kind = OrderKind::post_only;
  command.side = OrderSide::sell;
  command.limit = price("60010");
  command.size = quantity("0.2");
  command.reduce_only = true;
  command.market = MarketId{0};
  CHECK(command_text(command, kTextNames) == "sell 0.2 of bybit:Spot:BTCUSDT, post_only at 60010, reduce-only");
  CHECK(text_of(journal::CommandSent{command, 7, price("60000"), UtcTime()}) ==
        "new order " + std::string(command.id.view()) +
            " sent: sell 0.2 of bybit:Spot:BTCUSDT, post_only at 60010, reduce-only, mid 60000, pair 7");
  // An id of no name is told as none.
  command.market = MarketId{9};
  CHECK(command_text(command, kTextNames).find("of none") != std::string::npos);
}

}  // namespace
}  // namespace basis::test
