// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>

namespace pulse::ui {

/// One choice among few: a large version, a word, and what it is for. Painted from the palette.
class ChoiceCard : public QAbstractButton
{
    Q_OBJECT

public:
    ChoiceCard(const QString &word, const QString &version, const QString &explanation, QWidget *parent = nullptr);

    void setVersion(const QString &version);
    void setProposed(bool proposed);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void describe();
    [[nodiscard]] QFont versionFont() const;

    QString m_word;
    QString m_version;
    QString m_explanation;
    bool m_proposed = false;
};

} // namespace pulse::ui
