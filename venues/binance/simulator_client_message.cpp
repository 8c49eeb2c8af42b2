#include "venues/binance/simulator_client_message.hpp"

namespace basis::binance::simulated {

ClientMessage read_message(std::string_view text) {
  ClientMessage message;
  sim::Params fields(&param_words);
  const bool object = fields.add_json(text);
  // A text or a number, told back as it was sent.
  message.id = fields.find_json("id").value_or("null");
  message.method = fields.text("method");
  const std::string_view params = fields.find_json("params").value_or("null");
  if (params.starts_with('[')) {
    auto list = sim::read_text_list(params);
    message.list = list.value_or(std::vector<std::string>{});
    message.read = list.has_value();
  } else {
    message.read = params == "null" || (params.starts_with('{') && message.params.add_json(params));
  }
  message.read = message.read && object && !message.method.empty();
  return message;
}

}  // namespace basis::binance::simulated
