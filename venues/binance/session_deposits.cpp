#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

using Kind = DepositState::Kind;

/// Money of state 6 can be traded with, only not be withdrawn. Source: "Deposit History" of
/// developers.binance.com/docs/wallet.
constexpr client::DepositWord kDepositWords[] = {
    {0, Kind::confirming},
    {1, Kind::credited},
    {2, Kind::refused, "rejected"},
    {6, Kind::credited},
    {7, Kind::refused, "wrong deposit"},
    {8, Kind::confirming, "it waits for a confirmation of its sender, who tells it in the venue's own page"},
};

}  // namespace

client::Request SessionDialect::deposit_address(AssetId asset) const {
  return {kDepositAddress, {{"coin", universe_.name(asset)}, {"network", std::string(client::kEthereum)}}};
}

Result<std::string> SessionDialect::read_deposit_address(AssetId, std::string_view body) {
  std::string address;
  BASIS_TRY(reader_.object("a deposit address", body, [&](wire::JsonObject root) { address = root.text("address"); }));
  if (address.empty()) return Error(ErrorKind::data, "the venue tells no deposit address");
  return address;
}

client::Request SessionDialect::deposits(AssetId asset, const std::string& transaction) const {
  return {kDeposits, {{"coin", universe_.name(asset)}, {"txId", transaction}}};
}

Result<std::vector<client::ListedDeposit>> SessionDialect::read_deposits(std::string_view body) {
  std::vector<client::ListedDeposit> rows;
  BASIS_TRY(reader_.array("the deposits", body, [&](wire::JsonObject row) {
    client::ListedDeposit& deposit = rows.emplace_back();
    deposit.transaction = row.text("txId");
    deposit.state = client::deposit_state(kDepositWords, row.integer("status"));
  }));
  return rows;
}

}  // namespace basis::binance
