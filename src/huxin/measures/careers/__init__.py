"""Skills and certificates 职业发展, from the class to the subsidy; 温人社发〔2021〕135号 二(二)."""
