// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

namespace pulse::ui {

/// A label for facts: plain text in factColor(), following a change of the palette.
class FactLabel : public QLabel
{
    Q_OBJECT

public:
    explicit FactLabel(const QString &text = {}, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void dim();
    bool m_dimming = false;
};

} // namespace pulse::ui
