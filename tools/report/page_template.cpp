#include "tools/report/page_template.hpp"

#include <set>

#include "core/base/error.hpp"

namespace basis {

std::string fill_page(std::string_view page, const std::map<std::string_view, std::string_view>& parts) {
  std::size_t room = page.size();
  for (const auto& [name, part] : parts) room += part.size();
  std::string out;
  out.reserve(room);
  std::set<std::string_view> used;
  std::size_t at = 0;
  for (std::size_t open = page.find("{{"); open != page.npos; open = page.find("{{", at)) {
    const std::size_t close = page.find("}}", open);
    require(close != page.npos, "a place in the page is closed by '}}'");
    const auto part = parts.find(page.substr(open + 2, close - open - 2));
    require(part != parts.end(), "every place in the page has its part");
    out.append(page.substr(at, open - at)).append(part->second);
    used.insert(part->first);
    at = close + 2;
  }
  require(used.size() == parts.size(), "every part has its place in the page");
  return out.append(page.substr(at));
}

std::string escape_html(std::string_view text) {
  static const std::map<char, std::string_view> kEntities = {
      {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
  std::string out;
  for (const char c : text) {
    const auto entity = kEntities.find(c);
    if (entity == kEntities.end()) {
      out.push_back(c);
    } else {
      out.append(entity->second);
    }
  }
  return out;
}

std::string escape_json_for_html(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out.append("\\u003c");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace basis
