#include "venues/sim/client_file.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <sstream>

#include "core/config/config_tree.hpp"

namespace basis::sim {
namespace {

/// Anyone may know it: it opens simulated accounts only.
constexpr std::string_view kDemoPrivateKey = "basis-sim-demo-ed25519-key-00001";
static_assert(kDemoPrivateKey.size() == 32);

constexpr std::array<std::string_view, 5> kClientTexts = {"venue", "key", "secret", "passphrase", "ed25519"};
constexpr std::array<std::string_view, 4> kPools = {"spot", "perp", "unified", "funding"};

using KeyPointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

KeyPointer demo_key() {
  KeyPointer key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                              reinterpret_cast<const unsigned char*>(kDemoPrivateKey.data()),
                                              kDemoPrivateKey.size()),
                 &EVP_PKEY_free);
  require(key != nullptr, "the demo key is a key");
  return key;
}

std::string demo_public_hex() {
  std::array<unsigned char, 32> bytes{};
  std::size_t size = bytes.size();
  const KeyPointer key = demo_key();
  require(EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &size) == 1, "a key pair has a public key");
  std::string hex;
  for (const unsigned char byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

bool is_hex_key(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The parts of a dotted key.
std::vector<std::string> parts_of(std::string_view key) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= key.size();) {
    const std::size_t end = std::min(key.find('.', from), key.size());
    parts.emplace_back(key.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

struct Reading {
  std::map<std::string, ClientSpec> clients{};
  std::map<std::string, std::string> venues{};
  SimWallet wallet{};
  std::vector<std::string> wrong{};
};

void read_amount(Reading& into, const std::string& key, const ConfigValue& value, Amount& amount) {
  const auto parsed = Amount::parse(value.text);
  if (parsed && parsed.value().sign() >= 0) {
    amount = parsed.value();
    return;
  }
  into.wrong.push_back(
      fmt::format("{}: {}: '{}' is no amount (allowed: zero or more)", value.origin.text(), key, value.shown()));
}

void read_value(Reading& into, const std::string& key, const ConfigValue& value) {
  const std::vector<std::string> parts = parts_of(key);
  if (parts.size() == 2 && parts[0] == "wallet") return read_amount(into, key, value, into.wallet.balances[parts[1]]);
  if (parts.size() == 3 && parts[0] == "accounts" && is_one_of(kClientTexts, parts[2])) {
    ClientSpec& client = into.clients[parts[1]];
    const std::array<std::string*, 5> fields = {&into.venues[parts[1]], &client.key, &client.secret, &client.passphrase,
                                                &client.ed25519_public};
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (kClientTexts[i] == parts[2]) *fields[i] = value.text;
    return;
  }
  if (parts.size() == 5 && parts[0] == "accounts" && parts[2] == "balances" && is_one_of(kPools, parts[3]))
    return read_amount(into, key, value, into.clients[parts[1]].balances[parts[3]][parts[4]]);
  into.wrong.push_back(fmt::format(
      "{}: '{}' is unknown (allowed: wallet.ASSET, accounts.NAME.{{venue, key, secret, passphrase, ed25519}}, "
      "accounts.NAME.balances.{{spot, perp, unified, funding}}.ASSET)",
      value.origin.text(), key));
}

}  // namespace

Result<ClientFile> parse_client_file(std::string_view text, const std::string& file,
                                     const std::vector<std::string>& venues) {
  BASIS_TRY(const ConfigTree tree, parse_config_tree(text, file));
  Reading reading;
  for (const auto& [key, value] : tree.values) read_value(reading, key, value);
  ClientFile found;
  found.wallet = reading.wallet;
  for (auto& [name, client] : reading.clients) {
    const std::string place = "accounts." + name;
    const std::string venue = reading.venues[name];
    if (!is_one_of(venues, venue))
      reading.wrong.push_back(fmt::format("{}: {}.venue: '{}' is no simulated venue (allowed: {})",
                                          tree.place_of(place + ".venue"), place, venue, fmt::join(venues, " | ")));
    if (client.key.empty() || client.secret.empty())
      reading.wrong.push_back(fmt::format("{}: {} needs a key and a secret", tree.place_of(place + ".venue"), place));
    if (!client.ed25519_public.empty() && !is_hex_key(client.ed25519_public))
      reading.wrong.push_back(fmt::format("{}: {}.ed25519 is not the 64 lower-case hexadecimal digits of a public key",
                                          tree.place_of(place + ".ed25519"), place));
    for (const ClientSpec& other : found.clients[venue])
      if (other.key == client.key)
        reading.wrong.push_back(
            fmt::format("{}: {}.key is that of another account", tree.place_of(place + ".key"), place));
    client.name = name;
    found.clients[venue].push_back(client);
  }
  if (!reading.wrong.empty()) return Error(ErrorKind::usage, std::move(reading.wrong));
  return found;
}

Result<ClientFile> read_client_file(const std::filesystem::path& file, const std::vector<std::string>& venues) {
  std::ifstream input(file, std::ios::binary);
  std::stringstream text;
  if (!input || !(text << input.rdbuf()))
    return Error(ErrorKind::data, fmt::format("--accounts: {} cannot be read", file.string()));
  return parse_client_file(text.str(), file.string(), venues);
}

ClientFile demo_clients(const std::vector<std::string>& venues) {
  ClientFile file;
  ClientSpec demo;
  demo.name = "demo";
  demo.key = "demo-key";
  demo.secret = "demo-secret";
  demo.passphrase = "demo-passphrase";
  demo.ed25519_public = demo_public_hex();
  // Nothing waits in funding: a session would bring it into trading.
  for (const std::string_view pool : {"spot", "perp", "unified"})
    demo.balances[std::string(pool)] = {
        {"USDT", Amount::from_int(1'000'000)}, {"BTC", Amount::from_int(100)}, {"ETH", Amount::from_int(1'000)}};
  for (const std::string& venue : venues) file.clients[venue] = {demo};
  return file;
}

std::string demo_keys_text() {
  const KeyPointer key = demo_key();
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  require(PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
              PEM_write_bio_PUBKEY(out.get(), key.get()) == 1,
          "a key can be written");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace basis::sim
