// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/unknown_host.h"

#include <QDialog>

class QPushButton;

namespace pulse::ui {

/// Shows the key of a server of which nothing is known and asks whether it is trusted. Who does nothing, does not:
/// Return and Escape say no. GUI thread.
class TrustHostDialog : public QDialog
{
    Q_OBJECT

public:
    explicit TrustHostDialog(const UnknownHost &host, QWidget *parent = nullptr);

    [[nodiscard]] QPushButton *trustButton() const { return m_trust; }

private:
    QPushButton *m_trust;
};

} // namespace pulse::ui
