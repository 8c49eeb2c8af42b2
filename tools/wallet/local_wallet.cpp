#include "tools/wallet/local_wallet.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "core/base/json_reader.hpp"
#include "venues/chain_book.hpp"

namespace basis {

Result<WalletAccess> read_local_wallet(const Settings& settings, const std::filesystem::path& contracts,
                                       const net::Endpoint& rpc) {
  std::ifstream in(contracts, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  const auto fault = [&contracts](std::string_view what) {
    return Error(ErrorKind::data, fmt::format("{}: {}", contracts.string(), what));
  };
  const auto json = parse_json(text.str());
  const auto* const file = json ? json.value().if_object() : nullptr;
  const auto* const id = file == nullptr ? nullptr : file->if_contains("chain_id");
  const auto* const accounts = file == nullptr ? nullptr : file->if_contains("accounts");
  const auto* const wallet =
      accounts == nullptr || !accounts->is_object() ? nullptr : accounts->as_object().if_contains("wallet");
  const auto* const key =
      wallet == nullptr || !wallet->is_object() ? nullptr : wallet->as_object().if_contains("private_key");
  if (id == nullptr || !id->is_int64() || key == nullptr || !key->is_string())
    return fault("no chain_id, or no accounts.wallet with its private_key");
  WalletAccess access;
  access.rpc = rpc;
  access.network = "local";
  access.chain_id = static_cast<std::uint64_t>(id->as_int64());
  auto parsed = chain::PrivateKey::parse(Secret(std::string(std::string_view(key->as_string()))));
  if (!parsed) return fault(parsed.error().text());
  access.wallet = parsed.value().address();
  access.key.emplace(std::move(parsed).value());
  BASIS_TRY(access.book, contract_book(settings, access.chain_id));
  BASIS_TRY(overlay(access.book, settings, contracts));
  return access;
}

}  // namespace basis
