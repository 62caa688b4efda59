// SPDX-License-Identifier: Apache-2.0
#include "pulse/net/http.h"

#include <algorithm>

namespace pulse {

namespace {

auto named(QByteArrayView name)
{
    return [name](const HttpHeader &header) { return header.name.compare(name, Qt::CaseInsensitive) == 0; };
}

} // namespace

std::optional<QByteArray> HttpHeaders::value(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(m_headers, named(name));
    if (found == m_headers.end())
        return std::nullopt;
    return found->value;
}

void HttpHeaders::set(const QByteArray &name, const QByteArray &value)
{
    remove(name);
    add(name, value);
}

void HttpHeaders::add(const QByteArray &name, const QByteArray &value)
{
    m_headers.push_back({name, value});
}

void HttpHeaders::remove(QByteArrayView name)
{
    std::erase_if(m_headers, named(name));
}

} // namespace pulse
