// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/byte_source.h"

#include <algorithm>
#include <cstring>

namespace pulse {

Result<qsizetype> BufferSource::read(std::span<char> buffer)
{
    const qsizetype count = std::min(m_bytes.size() - m_position, static_cast<qsizetype>(buffer.size()));
    std::memcpy(buffer.data(), m_bytes.constData() + m_position, static_cast<size_t>(count));
    m_position += count;
    return count;
}

Result<void> BufferSource::rewind()
{
    m_position = 0;
    return {};
}

} // namespace pulse
