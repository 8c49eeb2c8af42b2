#include "venues/okx/session.hpp"

namespace basis::okx {
namespace {

using Kind = DepositState::Kind;

/// Money of state 1 can be traded with, only not be withdrawn. Source: "Get deposit history", `state`.
constexpr client::DepositWord kDepositWords[] = {
    {0, Kind::confirming},
    {1, Kind::credited},
    {2, Kind::credited},
    {8, Kind::confirming, "deposits of this currency are suspended"},
    {11, Kind::refused, "the address is on the venue's blacklist"},
    {12, Kind::refused, "the account or the deposit is frozen"},
    {13, Kind::refused, "deposits to this sub-account are intercepted"},
    {14, Kind::refused, "the account's KYC does not allow it"},
    {17, Kind::confirming, "the travel rule's vendor has not answered"},
};

}  // namespace

client::Request SessionDialect::deposit_address(AssetId asset) const {
  return {kDepositAddress, {{"ccy", universe_.name(asset)}}};
}

/// There may be several of a chain; the selected one is that of the venue's own page. Source: "Get deposit address".
Result<std::string> SessionDialect::read_deposit_address(AssetId asset, std::string_view body) {
  const std::string wanted = chain_of(universe_.name(asset), std::string(client::kEthereum));
  std::string address;
  BASIS_TRY(reader_.object("the deposit addresses", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      const std::string chain(row.text("chain"));
      const std::string told(row.text("addr"));
      if (chain == wanted && (address.empty() || row.flag("selected"))) address = told;
    });
  }));
  if (address.empty()) return Error(ErrorKind::data, "the venue tells no deposit address on " + wanted);
  return address;
}

client::Request SessionDialect::deposits(AssetId asset, const std::string& transaction) const {
  return {kDeposits, {{"ccy", universe_.name(asset)}, {"txId", transaction}}};
}

Result<std::vector<client::ListedDeposit>> SessionDialect::read_deposits(std::string_view body) {
  std::vector<client::ListedDeposit> rows;
  BASIS_TRY(reader_.object("the deposits", body, [&](wire::JsonObject root) {
    root.for_each("data", [&](wire::JsonObject row) {
      client::ListedDeposit& deposit = rows.emplace_back();
      deposit.transaction = row.text("txId");
      deposit.state = client::deposit_state(kDepositWords, row.integer("state"));
    });
  }));
  return rows;
}

}  // namespace basis::okx
