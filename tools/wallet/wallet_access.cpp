#include "tools/wallet/wallet_access.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "venues/chain/keystore.hpp"
#include "venues/chain_book.hpp"

namespace basis {
namespace {

constexpr std::uint64_t kSepolia = 11'155'111;
constexpr std::string_view kLocal = "local";

class AccessReader {
 public:
  AccessReader(const Environment& environment, const Settings& settings)
      : environment_(environment), settings_(settings) {}

  Result<WalletAccess> read(bool sends) {
    BASIS_TRY(read_chain());
    BASIS_TRY(const std::string address, open("ALCHEMY__WALLET_ADDRESS"));
    const auto wallet = chain::Address::parse(address);
    if (!wallet) return fault("ALCHEMY__WALLET_ADDRESS", wallet.error().text());
    access_.wallet = wallet.value();
    if (sends) {
      BASIS_TRY(auto key, read_key());
      if (key.address() != access_.wallet)
        return fault("ALCHEMY__WALLET_ADDRESS", fmt::format("is {}, and the key is that of {}",
                                                            access_.wallet.to_string(), key.address().to_string()));
      access_.key.emplace(std::move(key));
    }
    BASIS_TRY(read_book());
    return std::move(access_);
  }

  Result<WalletAccess> read_without_wallet() {
    BASIS_TRY(read_chain());
    BASIS_TRY(read_book());
    return std::move(access_);
  }

 private:
  Result<void> read_chain() {
    BASIS_TRY(access_.chain_id, chain_id());
    BASIS_TRY(access_.network, open("ALCHEMY__NETWORK"));
    BASIS_TRY(access_.rpc, endpoint());
    return ok();
  }
  Result<void> read_book() {
    BASIS_TRY(access_.book, contract_book(settings_, access_.chain_id));
    const auto contracts = environment_.chain.find("ALCHEMY__CONTRACTS");
    if (contracts == environment_.chain.end()) return ok();
    return overlay(access_.book, settings_, contracts->second);
  }
  [[nodiscard]] Error fault(std::string_view name, std::string_view what) const {
    return {ErrorKind::usage, fmt::format("environment: {}: {}", environment_.variable(name), what)};
  }
  Result<std::string> open(const std::string& name) const {
    const auto found = environment_.chain.find(name);
    if (found == environment_.chain.end()) return fault(name, "missing");
    return found->second;
  }
  [[nodiscard]] const Secret* secret(const std::string& name) const {
    const auto found = environment_.credentials.find(name);
    return found != environment_.credentials.end() && found->second.is_set() ? &found->second : nullptr;
  }
  Result<std::uint64_t> chain_id() const {
    BASIS_TRY(const std::string text, open("ALCHEMY__CHAIN_ID"));
    std::uint64_t id = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (wrong != std::errc() || end != text.data() + text.size() || id == 0)
      return fault("ALCHEMY__CHAIN_ID",
                   fmt::format("'{}' is no chain (allowed: 1 for mainnet, 11155111 for Sepolia)", text));
    return id;
  }
  Result<net::Endpoint> endpoint() const {
    const Secret* const url = secret("ALCHEMY__RPC_URL");
    if (url == nullptr) return fault("ALCHEMY__RPC_URL", "missing");
    auto parsed = net::Endpoint::parse(url->reveal());
    // Its own words would tell the URL, which holds a provider's key.
    if (!parsed)
      return fault("ALCHEMY__RPC_URL", "is no URL (allowed: https://HOST[:PORT][/PATH], http:// of this machine)");
    return parsed;
  }
  Result<chain::PrivateKey> read_key() const {
    const Secret* const text = secret("ALCHEMY__PRIVATE_KEY");
    const auto file = environment_.chain.find("ALCHEMY__KEYSTORE");
    const bool has_file = file != environment_.chain.end();
    if (text != nullptr && has_file)
      return fault("ALCHEMY__KEYSTORE",
                   fmt::format("is set beside {}: one of them", environment_.variable("ALCHEMY__PRIVATE_KEY")));
    if (text == nullptr && !has_file) return fault("ALCHEMY__PRIVATE_KEY", "missing, and so is ALCHEMY__KEYSTORE");
    if (text != nullptr) {
      auto key = chain::PrivateKey::parse(*text);
      if (!key) return fault("ALCHEMY__PRIVATE_KEY", key.error().text());
      return key;
    }
    const Secret* const password = secret("ALCHEMY__KEYSTORE_PASSWORD");
    if (password == nullptr) return fault("ALCHEMY__KEYSTORE_PASSWORD", "missing");
    std::ifstream in(file->second, std::ios::binary);
    std::ostringstream json;
    json << in.rdbuf();
    if (!in) return fault("ALCHEMY__KEYSTORE", fmt::format("{} cannot be read", file->second));
    auto key = chain::read_keystore(json.str(), *password);
    if (!key) return fault("ALCHEMY__KEYSTORE", fmt::format("{}: {}", file->second, key.error().text()));
    return key;
  }

  const Environment& environment_;
  const Settings& settings_;
  WalletAccess access_;
};

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace

bool WalletAccess::real_money() const {
  if (chain_id == kSepolia) return false;
  return network != kLocal || !is_this_machine(rpc.host);
}

Result<WalletAccess> read_wallet_access(const Environment& environment, const Settings& settings, bool sends) {
  return AccessReader(environment, settings).read(sends);
}

Result<WalletAccess> read_chain_access(const Environment& environment, const Settings& settings) {
  return AccessReader(environment, settings).read_without_wallet();
}

Result<std::filesystem::path> lane_file(const std::string& given, const std::map<std::string, std::string>& process,
                                        const WalletAccess& access) {
  const auto value = [&process](const char* name) {
    const auto found = process.find(name);
    return found == process.end() ? std::string() : found->second;
  };
  std::filesystem::path folder = given;
  if (folder.empty()) {
    const std::string state = value("XDG_STATE_HOME"), home = value("HOME");
    if (state.empty() && home.empty())
      return Error(ErrorKind::usage, "--lane: missing, and there is no HOME to keep transactions below");
    folder = (state.empty() ? std::filesystem::path(home) / ".local" / "state" : std::filesystem::path(state)) /
             "basis" / "wallets";
  }
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return Error(ErrorKind::usage, fmt::format("{}: {}", folder.string(), code.message()));
  return folder / fmt::format("{}-{}.db", access.chain_id, access.wallet.to_string());
}

}  // namespace basis
