#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/config/environment.hpp"
#include "core/config/settings.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/signer.hpp"
#include "venues/net/endpoint.hpp"

namespace basis {

/// A wallet on a chain, as the environment names it.
struct WalletAccess {
  net::Endpoint rpc;    ///< its path holds a provider's key: never told
  std::string network;  ///< "sepolia", "mainnet", "local"
  std::uint64_t chain_id = 0;
  chain::Address wallet;
  std::optional<chain::PrivateKey> key{};  ///< absent: the wallet is only read
  chain::ContractBook book{0, ""};

  /// Whether what is sent is worth something: on every chain but Sepolia's and a local one of this machine.
  [[nodiscard]] bool real_money() const;
};

/// Reads ALCHEMY__RPC_URL, _CHAIN_ID, _NETWORK, _WALLET_ADDRESS and _CONTRACTS of the environment; with `sends` its
/// key, from ALCHEMY__PRIVATE_KEY or a key file. Usage errors, each with the variable's name and without its value
/// where that is a secret: one that is missing or malformed, a key of another address, both kinds of keys. Data error:
/// the file of contracts.
Result<WalletAccess> read_wallet_access(const Environment& environment, const Settings& settings, bool sends);

/// The same without the wallet, for what reads contracts alone.
Result<WalletAccess> read_chain_access(const Environment& environment, const Settings& settings);

/// Where the transactions of a wallet are kept: CHAIN-ADDRESS.db in `given`, or else in basis/wallets of XDG_STATE_HOME
/// or of ~/.local/state. The folder is made. Usage error: there is no home, or the folder cannot be made.
Result<std::filesystem::path> lane_file(const std::string& given, const std::map<std::string, std::string>& process,
                                        const WalletAccess& access);

}  // namespace basis
