"""Registers taken over from files 登记数据导入: people, companies, payments, recognitions and cover, all or nothing."""
