#include "venues/bybit/session.hpp"

namespace basis::bybit {
namespace {

using Kind = DepositState::Kind;

constexpr client::Endpoint kDepositAddress{"GET", "/v5/asset/deposit/query-address", 1, client::Security::signed_over,
                                           kMoneyFamily};
constexpr client::Endpoint kDeposits{"GET", "/v5/asset/deposit/query-record", 1, client::Security::signed_over,
                                     kMoneyFamily};

/// "depositStatus" of "Enum Definitions": a deposit that is a success is first pending to be credited to the funding
/// account, and then credited there.
constexpr client::DepositWord kDepositWords[] = {
    {0, Kind::confirming, "unknown to the venue"},
    {1, Kind::confirming},
    {2, Kind::confirming},
    {3, Kind::credited},
    {4, Kind::refused, "failed"},
    {10011, Kind::confirming},
    {10012, Kind::credited},
};

}  // namespace

/// "Get Master Deposit Address".
client::Request SessionDialect::deposit_address(AssetId asset) const {
  return {kDepositAddress, {{"coin", universe_.name(asset)}, {"chainType", std::string(client::kEthereum)}}};
}

Result<std::string> SessionDialect::read_deposit_address(AssetId, std::string_view body) {
  std::string address;
  BASIS_TRY(reader_.object("the deposit addresses", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("chains", [&](wire::JsonObject row) {
      if (row.text("chain") == client::kEthereum) address = row.text("addressDeposit");
    });
  }));
  if (address.empty()) return Error(ErrorKind::data, "the venue tells no deposit address on Ethereum");
  return address;
}

/// "Get Deposit Records (on-chain)".
client::Request SessionDialect::deposits(AssetId asset, const std::string& transaction) const {
  return {kDeposits, {{"coin", universe_.name(asset)}, {"txID", transaction}, {"limit", "50"}}};
}

Result<std::vector<client::ListedDeposit>> SessionDialect::read_deposits(std::string_view body) {
  std::vector<client::ListedDeposit> rows;
  BASIS_TRY(reader_.object("the deposits", body, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    result->for_each("rows", [&](wire::JsonObject row) {
      client::ListedDeposit& deposit = rows.emplace_back();
      deposit.transaction = row.text("txID");
      deposit.state = client::deposit_state(kDepositWords, row.integer("status"));
    });
  }));
  return rows;
}

}  // namespace basis::bybit
