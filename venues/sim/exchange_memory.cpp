#include "venues/sim/exchange_memory.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "core/base/json_reader.hpp"
#include "venues/sim/json_fields.hpp"

namespace basis::sim {
namespace {

constexpr std::string_view kFormat = "basis sim 1";

}  // namespace

std::uint64_t memory_changes(const ExchangeService& service) {
  std::uint64_t sum = service.wallet_changes();
  for (const auto& venue : service.venues())
    for (const ClientAccount* client : venue->clients()) sum += client->changes();
  return sum;
}

std::string memory_text(const ExchangeService& service) {
  JsonFields json;
  json.object().text("format", kFormat).text("time", service.now().to_string()).object("wallet");
  for (const auto& [asset, amount] : service.wallet().balances) json.text(asset, amount.to_string());
  json.end_object().array("deposits");
  for (const auto& [id, one] : service.wallet().deposits)
    json.object()
        .text("id", id)
        .text("venue", one.venue)
        .text("account", one.account)
        .text("asset", one.asset)
        .text("amount", one.amount.to_string())
        .flag("done", one.done)
        .flag("failed", one.failed)
        .end_object();
  json.end_array();
  if (const auto& mark = service.chain_mark())
    json.object("chain").number("block", static_cast<std::int64_t>(mark->block)).text("hash", mark->hash).end_object();
  json.object("venues");
  for (const auto& venue : service.venues()) {
    json.array(venue->name());
    for (const ClientAccount* client : venue->clients()) client->write(json);
    json.end_array();
  }
  return json.end_object().end_object().take() + "\n";
}

Result<void> take_memory(ExchangeService& service, std::string_view text, const std::string& place) {
  const auto wrong = [&](std::string_view what) {
    return Error(ErrorKind::data, fmt::format("--state: {}: {}", place, what));
  };
  const auto parsed = parse_json(text);
  if (!parsed) return wrong(parsed.error().text());
  const auto* const root = parsed.value().if_object();
  const auto* const format = root == nullptr ? nullptr : root->if_contains("format");
  if (format == nullptr || !format->is_string() || format->as_string() != kFormat)
    return wrong("it is no state of simulated exchanges");
  if (const auto* const wallet = root->if_contains("wallet"); wallet != nullptr && wallet->is_object())
    for (const auto& [asset, amount] : wallet->as_object()) {
      const auto value = amount.is_string() ? Amount::parse(std::string(amount.as_string())) : Amount::parse("?");
      if (!value) return wrong("an amount of the wallet is none");
      service.wallet().balances[std::string(asset)] = value.value();
    }
  if (const auto* const deposits = root->if_contains("deposits"); deposits != nullptr && deposits->is_array())
    for (const auto& item : deposits->as_array()) {
      const auto field = [&](std::string_view name) { return std::string(item.as_object().at(name).as_string()); };
      SimWallet::Deposit& one = service.wallet().deposits[field("id")];
      one = {field("venue"), field("account"), field("asset"), from_text<Amount>(field("amount"))};
      one.done = item.as_object().at("done").as_bool();
      one.failed = item.as_object().at("failed").as_bool();
    }
  if (const auto* const mark = root->if_contains("chain"); mark != nullptr && mark->is_object())
    service.set_chain_mark({static_cast<std::uint64_t>(mark->as_object().at("block").as_int64()),
                            std::string(mark->as_object().at("hash").as_string())});
  const auto* const venues = root->if_contains("venues");
  if (venues == nullptr || !venues->is_object()) return wrong("it names no venues");
  for (const auto& [venue, clients] : venues->as_object())
    for (const auto& kept : clients.as_array()) {
      const std::string name(kept.as_object().at("name").as_string());
      ClientAccount* const client = service.client(venue, name);
      if (client == nullptr)
        return wrong(fmt::format("account '{}' of {} is none of this run's", name, std::string(venue)));
      if (const std::string why = client->read(kept.as_object(), service.now()); !why.empty()) return wrong(why);
    }
  return ok();
}

std::optional<UtcTime> memory_time(std::string_view text) {
  const auto parsed = parse_json(text);
  const auto* const root = parsed ? parsed.value().if_object() : nullptr;
  const auto* const time = root == nullptr ? nullptr : root->if_contains("time");
  if (time == nullptr || !time->is_string()) return std::nullopt;
  const auto read = UtcTime::parse(std::string_view(time->as_string()));
  return read ? std::optional(read.value()) : std::nullopt;
}

}  // namespace basis::sim
