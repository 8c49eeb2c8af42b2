#include "venues/client/private_news.hpp"

namespace basis::client {

void PrivateNews::clear() {
  kind = PrivateKind::ignored;
  orders.clear();
  accounts.clear();
  at_venue = {};
  market.reset();
  leverage = 0;
  text.clear();
  unknown_asset.clear();
}

AccountReport closing_of(const OrderReport& fill, AccountId account, AssetId quote) {
  AccountReport event;
  event.kind =
      fill.origin == FillOrigin::liquidation ? AccountReportKind::liquidation : AccountReportKind::deleveraging;
  event.account = account;
  event.asset = fill.fee_known ? fill.fee_asset : quote;
  event.market = fill.market;
  event.id = fill.trade;
  const Amount coins = Amount::from_raw(i128{fill.size.raw()} * (Amount::kOne / Quantity::kOne));
  event.amount = fill.side == OrderSide::buy ? coins : -coins;
  event.fee = fill.fee;
  event.price = fill.price;
  event.at_venue = fill.at_venue;
  return event;
}

ClientOrderId own_id(std::string_view text) {
  const Result<ClientOrderId> id = ClientOrderId::parse(text);
  return id ? id.value() : ClientOrderId{};
}

}  // namespace basis::client
