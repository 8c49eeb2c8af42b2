#include "venues/okx/simulator_call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::okx::simulated {

Refusal missing(std::string_view name) { return {50014, fmt::format("Parameter {} can not be empty", name)}; }

Refusal wrong(std::string_view name) { return {51000, fmt::format("Parameter {} error", name), 200}; }

Refusal param_words(sim::ParamFault fault, std::string_view name) {
  return fault == sim::ParamFault::missing ? missing(name) : wrong(name);
}

std::optional<std::vector<Params>> read_body(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first != body.npos && body[first] == '[') return sim::read_object_list(body, &param_words);
  std::vector<Params> one{Params(&param_words)};
  if (!one.front().add_json(body)) return std::nullopt;
  return one;
}

std::string envelope(const Outcome& outcome) {
  sim::JsonFields json;
  json.object();
  if (outcome)
    json.text("code", std::to_string(outcome.value().code)).raw("data", outcome.value().data);
  else
    json.text("code", std::to_string(outcome.error().code)).raw("data", "[]");
  return json.text("msg", outcome ? outcome.value().text : outcome.error().text).end_object().take();
}

Reply item_reply(std::span<const ItemResult> items, std::int64_t at) {
  sim::JsonFields json;
  json.array();
  for (const ItemResult& item : items) {
    json.object().text("clOrdId", item.client_id).text("ordId", item.order);
    if (!item.request.empty()) json.text("reqId", item.request);
    json.text("sCode", std::to_string(item.code))
        .text("sMsg", item.text)
        .text("subCode", "")
        .text("tag", "")
        .text("ts", std::to_string(at))
        .end_object();
  }
  const auto failed = std::count_if(items.begin(), items.end(), [](const ItemResult& item) { return item.code != 0; });
  const bool all = failed == static_cast<std::ptrdiff_t>(items.size()) && failed > 0;
  const int code = all ? 1 : failed > 0 ? 2 : 0;
  const std::string_view text = all ? "All operations failed" : failed > 0 ? "Bulk operation partially succeeded." : "";
  return {json.end_array().take(), code, std::string(text)};
}

}  // namespace basis::okx::simulated
