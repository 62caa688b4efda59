// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"

#include <utility>

namespace pulse {

/// Owns an open descriptor and closes it through the Fs that opened it. Move-only; must not outlive the Fs.
class Descriptor
{
public:
    Descriptor() = default;
    Descriptor(Fs &fs, int number)
        : m_fs(&fs)
        , m_number(number)
    {}
    Descriptor(Descriptor &&other) noexcept
        : m_fs(other.m_fs)
        , m_number(std::exchange(other.m_number, -1))
    {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_fs = other.m_fs;
            m_number = std::exchange(other.m_number, -1);
        }
        return *this;
    }
    ~Descriptor() { reset(); }

    [[nodiscard]] int get() const { return m_number; }
    [[nodiscard]] explicit operator bool() const { return m_number != -1; }
    void reset()
    {
        if (m_number != -1)
            m_fs->close(std::exchange(m_number, -1));
    }

private:
    Fs *m_fs = nullptr;
    int m_number = -1;
};

} // namespace pulse
