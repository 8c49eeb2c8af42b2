#include "tools/wallet/deploy_executor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "executor_code.hpp"
#include "tools/wallet/wallet_actions.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/keccak.hpp"
#include "venues/chain_reverts.hpp"

namespace basis {
namespace {

/// Arachnid/deterministic-deployment-proxy: it creates what is sent to it behind 32 bytes of salt, by CREATE2
/// (EIP-1014). It has this address on every chain.
constexpr std::string_view kDeploymentProxy = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/// What is to be deployed.
struct Deployment {
  chain::Address at;      ///< where it will be
  chain::Address lender;  ///< of flash loans
  chain::ContractCall call;
  bool is_there = false;
};

Result<bool> has_code(WalletDesk& desk, const chain::Address& at) {
  BASIS_TRY(const auto told, desk.ask({{"eth_getCode", fmt::format(R"(["{}","latest"])", at.to_string())}}));
  BASIS_TRY(const chain::Bytes code, chain::bytes_of(told.front()));
  return !code.empty();
}

Result<void> needs_code(WalletDesk& desk, std::string_view what, const chain::Address& at) {
  BASIS_TRY(const bool is_there, has_code(desk, at));
  if (is_there) return ok();
  return Error(ErrorKind::usage,
               fmt::format("{} {}: chain {} has no code there", what, at.to_string(), desk.access().chain_id));
}

/// EIP-1014: of the creator, the salt and the code's hash.
chain::Address created_address(const chain::Address& creator, const chain::Hash32& salt, chain::ByteView code) {
  chain::Bytes bytes{0xff};
  const auto add = [&bytes](chain::ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
  add(creator.bytes());
  add(salt);
  add(chain::keccak256(code));
  const chain::Hash32 hash = chain::keccak256(bytes);
  std::array<std::uint8_t, chain::Address::kSize> address{};
  std::copy(hash.end() - chain::Address::kSize, hash.end(), address.begin());
  return chain::Address(address);
}

/// An executor that is configured and there is not deployed again: positions hang on its allowances.
Result<void> refuse_second(WalletDesk& desk) {
  const auto configured = desk.access().book.contract("instadapp", "executor");
  if (!configured) return ok();
  BASIS_TRY(const bool is_there, has_code(desk, configured.value()));
  if (!is_there) return ok();
  return Error(ErrorKind::usage, fmt::format("instadapp.contracts.{}.executor: {} has code: the wallet has an executor",
                                             desk.access().chain_id, configured.value().to_string()));
}

Result<Deployment> plan_deployment(WalletDesk& desk) {
  BASIS_TRY(refuse_second(desk));
  Deployment made;
  BASIS_TRY(made.lender, desk.access().book.contract("morpho", "morpho"));
  BASIS_TRY(needs_code(desk, "morpho", made.lender));
  const chain::Address proxy = chain::address_of(kDeploymentProxy);
  BASIS_TRY(needs_code(desk, "the deterministic deployment proxy", proxy));
  BASIS_TRY(chain::Bytes code, chain::from_hex(kExecutorCode));
  const std::vector<chain::AbiType> types(2, chain::AbiType::parse("address").value());
  BASIS_TRY(chain::append_abi(code, types, chain::abi_values(desk.access().wallet, made.lender)));
  const chain::Hash32 salt{};
  made.at = created_address(proxy, salt, code);
  made.call.to = proxy;
  made.call.data.assign(salt.begin(), salt.end());
  made.call.data.insert(made.call.data.end(), code.begin(), code.end());
  made.call.text =
      fmt::format("deploy the executor of {} at {}", desk.access().wallet.to_string(), made.at.to_string());
  BASIS_TRY(made.is_there, has_code(desk, made.at));
  return made;
}

TradeReport deployment_report(const WalletDesk& desk, const Deployment& made, const std::string& gas) {
  TradeReport report;
  report.account = "wallet";
  report.action = "deploy-executor";
  report.tables.push_back({"executor", {"address", "owner", "lender", "is_there", "gas"}});
  report.tables.back().rows.push_back({made.at.to_string(), desk.access().wallet.to_string(), made.lender.to_string(),
                                       made.is_there ? "yes" : "no", gas});
  report.tables.push_back({"configuration", {"file", "key", "value"}});
  report.tables.back().rows.push_back({"configs/venues/instadapp.yaml",
                                       fmt::format("contracts.{}.executor", desk.access().chain_id),
                                       made.at.to_string()});
  return report;
}

}  // namespace

Result<TradeReport> try_executor(WalletDesk& desk) {
  BASIS_TRY(const Deployment made, plan_deployment(desk));
  if (made.is_there) return deployment_report(desk, made, "0");
  BASIS_TRY(const auto tried, desk.simulate({made.call}));
  if (!tried.front().succeeded)
    return Error(ErrorKind::data, fmt::format("{}: it would revert: {}", made.call.text,
                                              contract_reverts().read(tried.front().returned).text));
  return deployment_report(desk, made, fmt::format("{}", tried.front().gas_used));
}

Result<TradeReport> deploy_executor(WalletDesk& desk, const std::string& id) {
  BASIS_TRY(Deployment made, plan_deployment(desk));
  if (made.is_there) return deployment_report(desk, made, "0");
  Sent sent = nothing_sent();
  BASIS_TRY(send_one(desk, id, made.call, sent));
  BASIS_TRY(made.is_there, has_code(desk, made.at));
  TradeReport report = deployment_report(desk, made, sent.table.rows.back().at(4));
  report.status = sent.status;
  report.text = std::move(sent.reason);
  report.tables.push_back(std::move(sent.table));
  if (report.status == OrderStatus::accepted && !made.is_there) {
    report.status = OrderStatus::refused;
    report.text = made.call.text + ": it was done, and there is no code";
  }
  return report;
}

}  // namespace basis
